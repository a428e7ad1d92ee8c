import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import * as rds from "aws-cdk-lib/aws-rds";
import type { Construct } from "constructs";
import type { Network } from "./network.ts";
import type { Settings } from "./settings.ts";

/** Name of the one database. */
export const databaseName = "guichet";
/** Made by RDS; used once, to make the four roles (docs/decisions/021). No function knows its password. */
export const masterUser = "guichet_master";

/**
 * Aurora PostgreSQL 17, Serverless v2: from zero (paused after five minutes without a connection) to
 * `databaseMaxCapacity` ACU. Everything encrypted, TLS only, logins by IAM, 14 days of point-in-time recovery.
 */
export const buildDatabase = (scope: Construct, settings: Settings, network: Network, key: kms.IKey) => {
  const engine = rds.DatabaseClusterEngine.auroraPostgres({
    version: rds.AuroraPostgresEngineVersion.VER_17_7,
  });
  const clusterIdentifier = `guichet-${settings.stage}`;
  const logGroup = new logs.LogGroup(scope, "DatabaseLog", {
    logGroupName: `/aws/rds/cluster/${clusterIdentifier}/postgresql`,
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const cluster = new rds.DatabaseCluster(scope, "Database", {
    clusterIdentifier,
    engine,
    writer: rds.ClusterInstance.serverlessV2("Writer", { autoMinorVersionUpgrade: true }),
    serverlessV2MinCapacity: 0,
    serverlessV2MaxCapacity: settings.databaseMaxCapacity,
    serverlessV2AutoPauseDuration: Duration.minutes(5),
    defaultDatabaseName: databaseName,
    credentials: rds.Credentials.fromGeneratedSecret(masterUser, { encryptionKey: key }),
    iamAuthentication: true,
    // Lets CloudFormation run one SQL statement from outside the network, to make the roles.
    enableDataApi: true,
    vpc: network.vpc,
    vpcSubnets: network.subnets,
    securityGroups: [network.databaseGroup],
    storageEncrypted: true,
    storageEncryptionKey: key,
    backup: { retention: Duration.days(14), preferredWindow: "01:00-02:00" },
    preferredMaintenanceWindow: "sun:02:30-sun:03:30",
    copyTagsToSnapshot: true,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.SNAPSHOT,
    cloudwatchLogsExports: ["postgresql"],
    parameterGroup: new rds.ParameterGroup(scope, "DatabaseParameters", {
      engine,
      description: "TLS only; logs without the data of people",
      parameters: {
        "rds.force_ssl": "1",
        // Neither the failing statement nor its DETAIL line (which quotes values) reaches the log.
        log_min_error_statement: "panic",
        log_error_verbosity: "terse",
        log_statement: "none",
        idle_in_transaction_session_timeout: "60000",
      },
    }),
  });
  // RDS makes the group itself, without an end date, when it is not there yet.
  cluster.node.addDependency(logGroup);
  return cluster;
};
