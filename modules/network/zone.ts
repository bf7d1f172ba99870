import { Eip } from '@cdktf/provider-aws/lib/eip';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface ZoneProps {
  readonly names: Names;
  readonly vpcId: string;
  /** Name of the zone, known when it is planned. */
  readonly availabilityZone: string;
  /** The VPC's /16 network. */
  readonly cidr: string;
  /** 0, 1, 2: chooses the subnets' part of the network. */
  readonly index: number;
  readonly publicRouteTableId: string;
}

/** A public and a private subnet in one zone, and the zone's own NAT gateway for calls to third-party APIs. */
export class Zone extends Construct {
  readonly availabilityZone: string;
  readonly publicSubnet: Subnet;
  readonly privateSubnet: Subnet;
  readonly privateRoutes: RouteTable;

  constructor(scope: Construct, id: string, props: ZoneProps) {
    super(scope, id);
    const { names, vpcId, availabilityZone, cidr, index, publicRouteTableId } = props;
    this.availabilityZone = availabilityZone;
    const name = (kind: string): string => `${names.prefix}-${kind}-${index + 1}`;
    this.publicSubnet = new Subnet(this, 'public', {
      vpcId,
      availabilityZone,
      cidrBlock: slice(cidr, index),
      tags: { Name: name('public') },
    });
    this.privateSubnet = new Subnet(this, 'private', {
      vpcId,
      availabilityZone,
      cidrBlock: slice(cidr, index + 8),
      tags: { Name: name('private') },
    });
    new RouteTableAssociation(this, 'public-association', {
      subnetId: this.publicSubnet.id,
      routeTableId: publicRouteTableId,
    });
    const address = new Eip(this, 'address', { domain: 'vpc', tags: { Name: name('nat') } });
    const nat = new NatGateway(this, 'nat', {
      allocationId: address.id,
      subnetId: this.publicSubnet.id,
      tags: { Name: name('nat') },
    });
    this.privateRoutes = new RouteTable(this, 'private-routes', { vpcId, tags: { Name: name('private') } });
    new Route(this, 'private-internet', {
      routeTableId: this.privateRoutes.id,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: nat.id,
    });
    new RouteTableAssociation(this, 'private-association', {
      subnetId: this.privateSubnet.id,
      routeTableId: this.privateRoutes.id,
    });
  }
}

/** The n-th /20 of a /16: 4,091 addresses, enough for every task of the largest fleet in one zone. */
function slice(cidr: string, n: number): string {
  return cidr.replace(/\.0\.0\/16$/, `.${n * 16}.0/20`);
}
