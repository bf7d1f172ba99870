# The continuity agent: `recover` on Graviton, without what only people need. Fargate pulls it anew for every round, so
# that its size is time: Terraform's provider bindings, two thirds of the packages, stay out.
FROM node:24.22.3-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# swc and the rest come as built files: no package's install script is needed, or trusted.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/@cdktf

FROM node:24.22.3-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json .swcrc ./
COPY bin bin
COPY settings settings
COPY scripts scripts
USER node
ENTRYPOINT ["node", "bin/recover.js"]
CMD ["protect", "--json"]
