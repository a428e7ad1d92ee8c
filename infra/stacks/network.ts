import { Aws, RemovalPolicy } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { mail } from "../catalogue.ts";
import { suppressionActions } from "./grant-rights.ts";
import type { Settings } from "./settings.ts";

export interface Network {
  vpc: ec2.Vpc;
  subnets: ec2.SubnetSelection;
  /** Worn by every function of the catalogue. */
  functionGroup: ec2.SecurityGroup;
  databaseGroup: ec2.SecurityGroup;
}

/**
 * Two isolated subnets, no internet gateway, no NAT (docs/decisions/020): a function reaches the database, S3
 * (gateway endpoint, free), SQS and SES (interface endpoints), and nothing else in the world.
 */
export const buildNetwork = (scope: Construct, settings: Settings): Network => {
  const vpc = new ec2.Vpc(scope, "Network", {
    ipAddresses: ec2.IpAddresses.cidr("10.40.0.0/20"),
    ...(settings.zones ? { availabilityZones: settings.zones } : { maxAzs: 2 }),
    natGateways: 0,
    // Nothing wears the default group; emptying it would take one more helper function.
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: "inside", subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
  });
  const subnets: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  vpc.addFlowLog("Refused", {
    trafficType: ec2.FlowLogTrafficType.REJECT,
    destination: ec2.FlowLogDestination.toCloudWatchLogs(
      new logs.LogGroup(scope, "RefusedTraffic", {
        retention: logs.RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    ),
  });

  const group = (id: string, description: string) =>
    new ec2.SecurityGroup(scope, id, { vpc, description, allowAllOutbound: false });
  const functionGroup = group("FunctionGroup", "Functions: out to the database and the AWS endpoints only");
  const databaseGroup = group("DatabaseGroup", "Database: in from the functions only");
  const endpointGroup = group("EndpointGroup", "Interface endpoints: in from the functions only");

  functionGroup.connections.allowTo(databaseGroup, ec2.Port.tcp(5432), "PostgreSQL");
  functionGroup.connections.allowTo(endpointGroup, ec2.Port.tcp(443), "SQS and SES");
  // S3's addresses are a list per region that cannot be known offline; no other route leaves the subnets.
  functionGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), "S3 through its gateway endpoint");

  vpc
    .addGatewayEndpoint("S3", {
      service: ec2.GatewayVpcEndpointAwsService.S3,
      subnets: [subnets],
    })
    .addToPolicy(
      ownAccount(
        ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListBucket"],
        [`arn:aws:s3:::guichet-${settings.stage}-*`],
      ),
    );
  const interfaceEndpoint = (
    id: string,
    service: ec2.IInterfaceVpcEndpointService,
    policy: iam.PolicyStatement,
  ) => {
    const endpoint = vpc.addInterfaceEndpoint(id, {
      ...{ service, subnets, securityGroups: [endpointGroup], open: false },
    });
    endpoint.addToPolicy(policy);
    return endpoint;
  };
  interfaceEndpoint(
    "Sqs",
    ec2.InterfaceVpcEndpointAwsService.SQS,
    ownAccount(
      ["sqs:SendMessage"],
      [`arn:aws:sqs:${settings.region}:${Aws.ACCOUNT_ID}:guichet-${settings.stage}-*`],
    ),
  );
  const sesArn = (rest: string) => `arn:aws:ses:${settings.region}:${Aws.ACCOUNT_ID}:${rest}`;
  // One host name serves both versions of the API: sending by the first, the list of blocked addresses by the second.
  const ses = interfaceEndpoint(
    "Ses",
    ec2.InterfaceVpcEndpointAwsService.EMAIL,
    ownAccount(
      ["ses:SendRawEmail"],
      [
        sesArn("identity/*"),
        sesArn(`configuration-set/${mail.configurationSet}`),
        sesArn(`configuration-set/${mail.securityConfigurationSet}`),
      ],
    ),
  );
  ses.addToPolicy(ownAccount([...suppressionActions], ["*"]));
  return { vpc, subnets, functionGroup, databaseGroup };
};

export interface OutwardNetwork {
  vpc: ec2.Vpc;
  subnets: ec2.SubnetSelection;
  functionGroup: ec2.SecurityGroup;
  /** The one address the world sees. */
  address: string;
}

/**
 * A network apart for functions that ask ticketing vendors: some let in known addresses only, so all calls leave by one
 * NAT with an address that stays (docs/decisions/067). Nothing leads from here to the database's network.
 */
export const buildOutwardNetwork = (scope: Construct, settings: Settings): OutwardNetwork => {
  const address = new ec2.CfnEIP(scope, "TicketingAddress", { domain: "vpc" });
  const vpc = new ec2.Vpc(scope, "OutwardNetwork", {
    ipAddresses: ec2.IpAddresses.cidr("10.41.0.0/22"),
    ...(settings.zones ? { availabilityZones: settings.zones } : { maxAzs: 2 }),
    natGateways: 1,
    natGatewayProvider: ec2.NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: "door", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
      { name: "asking", subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
    ],
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
  });
  vpc.addFlowLog("Refused", {
    trafficType: ec2.FlowLogTrafficType.REJECT,
    destination: ec2.FlowLogDestination.toCloudWatchLogs(
      new logs.LogGroup(scope, "OutwardRefusedTraffic", {
        retention: logs.RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    ),
  });
  const functionGroup = new ec2.SecurityGroup(scope, "TicketingGroup", {
    vpc,
    description: "Functions that ask ticketing vendors: out by TLS and to name servers only",
    allowAllOutbound: false,
  });
  functionGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), "Vendors, S3, SQS, KMS");
  return {
    vpc,
    subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    functionGroup,
    address: address.attrPublicIp,
  };
};

/** What may pass an endpoint: these actions on our resources, by our account. The functions' roles say the rest. */
const ownAccount = (actions: string[], resources: string[]) =>
  new iam.PolicyStatement({
    principals: [new iam.AnyPrincipal()],
    actions,
    resources,
    conditions: { StringEquals: { "aws:PrincipalAccount": Aws.ACCOUNT_ID } },
  });
