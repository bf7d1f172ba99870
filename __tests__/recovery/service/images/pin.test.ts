import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchGetImageCommand, CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { recover } from '../../../../scripts/recover';
import { parseReference } from '../../../../scripts/recovery/service/images/reference';
import { startLocalCloud, type LocalCloud } from '../../../../scripts/local-cloud/local-cloud';
import { clockOf } from '../../../../scripts/engine/clock';
import { quietSurroundings } from '../../../support/surroundings';

const digestOf = (bytes: string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const layer = 'the bytes of a layer';
const config = JSON.stringify({ architecture: 'arm64' });
const descriptor = (bytes: string, mediaType: string) => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
});
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: MANIFEST,
  config: descriptor(config, 'application/vnd.oci.image.config.v1+json'),
  layers: [descriptor(layer, 'application/vnd.oci.image.layer.v1.tar+gzip')],
});
const index = JSON.stringify({
  schemaVersion: 2,
  mediaType: INDEX,
  manifests: [descriptor(manifest, MANIFEST)],
});

/** A registry that lets the public read by a token, as public registries do. */
function registry(contents: Readonly<Record<string, readonly [type: string, bytes: string]>>): Server {
  return createServer((request, response) => {
    const host = `http://${request.headers.host ?? ''}`;
    if (request.url?.startsWith('/token') === true) {
      response.end(JSON.stringify({ token: 'public' }));
      return;
    }
    if (request.headers.authorization !== 'Bearer public') {
      response.writeHead(401, {
        'www-authenticate': `Bearer realm="${host}/token",service="registry",scope="repository:app:pull"`,
      });
      response.end();
      return;
    }
    const [type, bytes] = contents[request.url ?? ''] ?? [undefined, ''];
    response.writeHead(type === undefined ? 404 : 200, type === undefined ? {} : { 'content-type': type });
    response.end(bytes);
  });
}

const BYTES = 'application/octet-stream';
const whole = {
  '/v2/app/manifests/1.0': [INDEX, index],
  [`/v2/app/manifests/${digestOf(manifest)}`]: [MANIFEST, manifest],
  [`/v2/app/blobs/${digestOf(config)}`]: [BYTES, config],
  [`/v2/app/blobs/${digestOf(layer)}`]: [BYTES, layer],
  '/v2/app/manifests/broken': [
    MANIFEST,
    JSON.stringify({ ...JSON.parse(manifest), layers: [descriptor('other', BYTES)] }),
  ],
  [`/v2/app/blobs/${digestOf('other')}`]: [BYTES, 'changed on its way'],
} as const satisfies Record<string, readonly [string, string]>;

describe('images pin', () => {
  let cloud: LocalCloud;
  let server: Server;
  let host: string;
  let settings: string;
  const clients = new Map<string, ECRClient>();
  const repositoryName = 'syncwell-drill/worker';

  beforeAll(async () => {
    cloud = await startLocalCloud({ owned: true });
    server = registry(whole);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const region of ['us-east-1', 'us-west-2']) {
      const client = new ECRClient({
        region,
        endpoint: cloud.endpoint,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      clients.set(region, client);
      await client.send(new CreateRepositoryCommand({ repositoryName }));
    }
  });
  afterAll(async () => {
    for (const client of clients.values()) client.destroy();
    server.close();
    server.closeAllConnections();
    await cloud.stop();
  });
  beforeEach(() => {
    settings = mkdtempSync(join(tmpdir(), 'settings-'));
    copyFileSync(join(__dirname, '../../../../settings/drill.json'), join(settings, 'drill.json'));
  });
  afterEach(() => {
    rmSync(settings, { recursive: true });
  });

  const pin = async (image: string, options: Record<string, unknown> = {}) => {
    const surroundings = quietSurroundings({
      clock: clockOf(cloud.clock()),
      env: { SYNCWELL_ENV: 'drill', SYNCWELL_SETTINGS_DIRECTORY: settings },
      connecting: {
        endpoint: cloud.endpoint,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      },
    });
    const outcome = await recover(
      { command: 'images pin', arguments: [image], options } as never,
      surroundings,
    );
    return { ...outcome, ...surroundings };
  };
  const inFile = () => JSON.parse(readFileSync(join(settings, 'drill.json'), 'utf8'));
  const held = async (region: string, imageDigest: string) => {
    const { images = [] } = await clients
      .get(region)!
      .send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }));
    return images.map(({ imageManifest }) => imageManifest);
  };

  it('resolves a tag, and writes nothing with --dry-run', async () => {
    const { status, results } = await pin(`${host}/app:1.0`, { dryRun: true });
    expect([status, results]).toEqual([0, [expect.objectContaining({ digest: digestOf(index) })]]);
    expect(await held('us-east-1', digestOf(index))).toEqual([]);
    expect(inFile().worker.imageDigest).not.toBe(digestOf(index));
  });

  it('copies index, manifest and layers bit for bit into both regions, and pins the digest', async () => {
    expect((await pin(`${host}/app:1.0`)).status).toBe(0);
    for (const region of ['us-east-1', 'us-west-2']) {
      expect(await held(region, digestOf(index))).toEqual([index]);
      expect(await held(region, digestOf(manifest))).toEqual([manifest]);
    }
    expect(inFile().worker.imageDigest).toBe(digestOf(index));
    expect(inFile().continuityAgent.imageDigest).not.toBe(digestOf(index));
  });

  it('sends nothing again that is there', async () => {
    const { status, said } = await pin(`${host}/app:1.0`, { for: 'continuity-agent' });
    expect(status).toBe(0);
    expect(said.filter((line) => line.includes('layer'))).toEqual([]);
    expect(inFile().continuityAgent.imageDigest).toBe(digestOf(index));
  });

  it('pins no image whose layer changed on its way', async () => {
    const { status } = await pin(`${host}/app:broken`);
    expect(status).not.toBe(0);
    expect(inFile().worker.imageDigest).not.toMatch(
      digestOf(JSON.stringify(whole['/v2/app/manifests/broken'][1])),
    );
  });

  it('says what the registry answered', async () => {
    const { failure } = await pin(`${host}/app:2.0`);
    expect(failure).toMatchObject({ code: 'IMAGE_NOT_READ', message: expect.stringContaining('404') });
  });

  it('refuses what is no reference', async () => {
    expect((await pin('worker')).status).toBe(2);
  });
});

it.each([
  ['registry.example/a/b:1.2', { registry: 'registry.example', repository: 'a/b', version: '1.2' }],
  ['localhost:5000/a:x', { registry: 'localhost:5000', repository: 'a', version: 'x' }],
  ['registry.example/a', undefined],
  ['registry.example/a@sha256:12', undefined],
])('reads the reference %s', (text, expected) => {
  expect(parseReference(text)).toEqual(expected);
});
