import { Aws, Duration, RemovalPolicy } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { type FunctionName, functionSpecs, hasFixedAddress, runsOutside } from "../catalogue.ts";
import { type Deployment, environmentOf } from "../function-environment.ts";
import { grantedTo, type Places } from "./grant-rights.ts";
import { functionArnOf, logGroupOf, resourceName } from "./names.ts";
import type { Network, OutwardNetwork } from "./network.ts";
import type { Settings } from "./settings.ts";

/** All that a function of the catalogue needs to know of its surroundings. */
export interface Surroundings {
  settings: Settings;
  network: Network;
  outward: OutwardNetwork;
  deployment: Deployment;
  places: Places;
  /** Encrypts the environment variables. */
  environmentKey: IKey;
  /** The built bundle of a function: a folder with `index.mjs`. */
  code: (name: FunctionName) => lambda.Code;
}

/**
 * Functions called from outside may not take all the connections of the database: each container holds one.
 * Queue functions are bounded by their event source mapping, schedules run one at a time by themselves.
 */
const reservedConcurrency: Partial<Record<FunctionName, number>> = {
  api: 30,
  "public-api": 20,
  "message-frame": 10,
  proconnect: 10,
  // Each asks three times a second at most: together they stay below the directory's seven.
  companies: 2,
  // Twenty a second each at most, of the fifty that the service allows.
  addresses: 2,
  // People who connect their account, a few a day.
  ticketing: 5,
};

/**
 * One function of the catalogue, exactly as the catalogue says: its role holds the rights of `grantedTo`, its own
 * log stream and the network cards Lambda needs, and nothing else; its environment is `environmentOf`.
 */
export const catalogueFunction = (
  scope: Construct,
  name: FunctionName,
  { settings, network, outward, deployment, places, environmentKey, code }: Surroundings,
): lambda.Function => {
  const spec = functionSpecs[name];
  const within = hasFixedAddress(name) ? outward : runsOutside(name) ? undefined : network;
  const logGroup = new logs.LogGroup(scope, `Log-${name}`, {
    logGroupName: logGroupOf(settings, name),
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new iam.Role(scope, `Role-${name}`, {
    assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
    description: `What the function ${name} may touch, from the catalogue`,
  });
  for (const statement of [
    ...grantedTo(name, places),
    ...(!within ? [] : networkCards(functionArnOf(settings, name))),
    new iam.PolicyStatement({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logGroup.logGroupArn],
    }),
  ])
    role.addToPolicy(statement);

  const reserved = settings.reserveConcurrency ? reservedConcurrency[name] : undefined;
  return new lambda.Function(scope, `Function-${name}`, {
    functionName: resourceName(settings, name),
    description: spec.does,
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: "index.handler",
    code: code(name),
    memorySize: spec.memoryMb,
    timeout: Duration.seconds(spec.timeoutSeconds),
    role,
    logGroup,
    environment: {
      ...environmentOf(name, deployment),
      NODE_OPTIONS: "--enable-source-maps",
      // Node 20 and later do not load the certificate authority of RDS by themselves; Lambda has it on disk.
      NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem",
    },
    environmentEncryption: environmentKey,
    ...(within && {
      vpc: within.vpc,
      vpcSubnets: within.subnets,
      securityGroups: [within.functionGroup],
    }),
    // A schedule that failed runs again at its next turn; queues do not use asynchronous calls.
    retryAttempts: 0,
    ...(reserved && { reservedConcurrentExecutions: reserved }),
  });
};

/**
 * Lambda itself attaches a function to the network with the function's role. The actions have no narrower resource;
 * the deny keeps them from the function's own code (AWS: "Lambda execution role", lambda:SourceFunctionArn).
 */
const networkCards = (functionArn: string) => {
  const actions = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  ];
  return [
    new iam.PolicyStatement({
      actions,
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": Aws.REGION } },
    }),
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions,
      resources: ["*"],
      conditions: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } },
    }),
  ];
};
