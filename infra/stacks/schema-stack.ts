import { Duration, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import * as customResources from "aws-cdk-lib/custom-resources";
import { Trigger } from "aws-cdk-lib/triggers";
import type { Construct } from "constructs";
import { type FunctionName, functionSpecs } from "../catalogue.ts";
import { catalogueFunction, type Surroundings } from "./catalogue-function.ts";
import type { DataStack } from "./data-stack.ts";
import { databaseName } from "./database.ts";
import { rolesStatement } from "./database-roles.ts";

/**
 * What the database must hold before any other function of this deployment takes traffic: the four roles, once, then
 * the migrations, whenever the bundle of `migrate` changed. A failing migration stops the deployment here.
 */
export class SchemaStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { surroundings, data, ...props }: StackProps & { surroundings: Surroundings; data: DataStack },
  ) {
    super(scope, id, props);
    const roles = makeRoles(this, data);
    for (const name of (Object.keys(functionSpecs) as FunctionName[]).filter(
      (each) => functionSpecs[each].trigger.kind === "deploy",
    )) {
      const handler = catalogueFunction(this, name, surroundings);
      new Trigger(this, `Run-${name}`, {
        handler,
        timeout: Duration.seconds(functionSpecs[name].timeoutSeconds),
        executeAfter: [roles, handler],
      });
    }
  }
}

/** Runs the statement by the Data API, from outside the network: the only use ever made of the master secret. */
const makeRoles = (scope: Construct, { cluster, key }: DataStack) => {
  const { secret } = cluster;
  if (!secret) throw new Error("the cluster has no master secret");
  const call: customResources.AwsSdkCall = {
    service: "rds-data",
    action: "ExecuteStatement",
    parameters: {
      resourceArn: cluster.clusterArn,
      secretArn: secret.secretArn,
      database: databaseName,
      sql: rolesStatement,
    },
    physicalResourceId: customResources.PhysicalResourceId.of("database-roles"),
    outputPaths: [],
  };
  return new customResources.AwsCustomResource(scope, "DatabaseRoles", {
    onCreate: call,
    onUpdate: call,
    installLatestAwsSdk: false,
    timeout: Duration.minutes(2),
    logGroup: new logs.LogGroup(scope, "DatabaseRolesLog", {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
    policy: customResources.AwsCustomResourcePolicy.fromStatements([
      new iam.PolicyStatement({ actions: ["rds-data:ExecuteStatement"], resources: [cluster.clusterArn] }),
      new iam.PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources: [secret.secretArn] }),
      new iam.PolicyStatement({
        actions: ["kms:Decrypt"],
        resources: [key.keyArn],
        conditions: {
          StringEquals: { "kms:ViaService": `secretsmanager.${Stack.of(scope).region}.amazonaws.com` },
        },
      }),
    ]),
  });
};
