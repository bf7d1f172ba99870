import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { addEndpoints, type Endpoints } from './endpoints';
import { addFlowLog } from './flow-log';
import { SecurityGroups } from './security-groups';
import { Zone } from './zone';

export interface NetworkProps {
  readonly names: Names;
  readonly region: Region;
  /** A /16 network; a /20 is cut from it for each subnet. */
  readonly cidr: string;
  readonly kmsKeyArn: string;
  readonly logRetentionDays: number;
}

const ZONES = 3;

/** Zones in which an HTTP API can have no VPC link (API Gateway developer guide, "Set up VPC links for HTTP APIs"). */
const WITHOUT_VPC_LINK = ['use1-az3', 'usw1-az2'];

/**
 * A VPC over three Availability Zones, each with its own way out, so that the loss of a zone takes nothing from the
 * others. AWS services are reached through endpoints, without a NAT gateway on the way.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly zones: readonly Zone[];
  readonly publicSubnetIds: string[];
  readonly privateSubnetIds: string[];
  readonly securityGroups: SecurityGroups;
  readonly endpoints: Endpoints;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { names, region, cidr } = props;
    // Which letters a region has, and which an account sees under them, is only known when it is planned. Local and
    // Wavelength Zones are opt-in: they are left out.
    const available = new DataAwsAvailabilityZones(this, 'available', {
      state: 'available',
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
      excludeZoneIds: WITHOUT_VPC_LINK,
      lifecycle: {
        postcondition: [
          {
            condition: `\${length(self.names) >= ${ZONES}}`,
            errorMessage: `${region} has fewer than ${ZONES} Availability Zones in which an HTTP API can have a VPC link. Choose another region in the settings.`,
          },
        ],
      },
    });
    this.vpc = new Vpc(this, 'vpc', {
      cidrBlock: cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: names.prefix },
    });
    // Nobody may use the group that every VPC comes with: it lets its members talk to each other.
    new DefaultSecurityGroup(this, 'default-security-group', { vpcId: this.vpc.id });
    const publicRoutes = this.routeToInternet(names);
    this.zones = Array.from(
      { length: ZONES },
      (_, index) =>
        new Zone(this, `zone-${index + 1}`, {
          names,
          vpcId: this.vpc.id,
          availabilityZone: Fn.element(available.names, index) as string,
          cidr,
          index,
          publicRouteTableId: publicRoutes.id,
        }),
    );
    this.publicSubnetIds = this.zones.map(({ publicSubnet }) => publicSubnet.id);
    this.privateSubnetIds = this.zones.map(({ privateSubnet }) => privateSubnet.id);
    this.securityGroups = new SecurityGroups(this, 'security-groups', { names, vpcId: this.vpc.id, cidr });
    this.endpoints = addEndpoints(this, {
      names,
      region,
      vpcId: this.vpc.id,
      subnetIds: this.privateSubnetIds,
      routeTableIds: this.zones.map(({ privateRoutes }) => privateRoutes.id),
      securityGroupId: this.securityGroups.endpoints.id,
    });
    addFlowLog(this, { ...props, vpcId: this.vpc.id });
  }

  private routeToInternet(names: Names): RouteTable {
    const gateway = new InternetGateway(this, 'internet-gateway', {
      vpcId: this.vpc.id,
      tags: { Name: names.prefix },
    });
    const routes = new RouteTable(this, 'public-routes', {
      vpcId: this.vpc.id,
      tags: { Name: `${names.prefix}-public` },
    });
    new Route(this, 'public-internet', {
      routeTableId: routes.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.id,
    });
    return routes;
  }
}
