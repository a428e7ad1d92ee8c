import { RemovalPolicy } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import * as apigateway from "aws-cdk-lib/aws-apigatewayv2";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

/** Requests a second the API takes, and its burst; above, 429. One visitor's own limits are the app's. */
const throttle = { rateLimit: 100, burstLimit: 200 };

/** Prefix of the route that answers the 404 page; only the distributions call it. */
export const missingPath = "/missing";

/** No address, no path (it holds ids), no agent: what is left says whether the API is well. */
const accessLog = {
  requestId: "$context.requestId",
  at: "$context.requestTimeEpoch",
  route: "$context.routeKey",
  status: "$context.status",
  bytes: "$context.responseLength",
  milliseconds: "$context.responseLatency",
  integrationError: "$context.integrationErrorMessage",
};

/** The HTTP API without its routes: those come with the functions. */
export const buildHttpApi = (scope: Construct): apigateway.HttpApi => {
  const api = new apigateway.HttpApi(scope, "Api", { createDefaultStage: false, description: "Guichet" });
  const group = new logs.LogGroup(scope, "ApiAccess", {
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new apigateway.HttpStage(scope, "ApiStage", {
    httpApi: api,
    stageName: "$default",
    autoDeploy: true,
    throttle,
    accessLogSettings: {
      destination: new apigateway.LogGroupLogDestination(group),
      format: AccessLogFormat.custom(JSON.stringify(accessLog)),
    },
  });
  return api;
};

/**
 * Answers the site's 404.html with status 404. CloudFront's own error pages would replace the API's answers as well,
 * since they hold for a whole distribution; this route is the fallback of the static origin alone.
 */
export const buildMissingRoute = (scope: Construct, api: apigateway.HttpApi, page: string) => {
  const integration = new apigateway.CfnIntegration(scope, "MissingPage", {
    apiId: api.apiId,
    integrationType: "HTTP_PROXY",
    integrationMethod: "GET",
    integrationUri: page,
    payloadFormatVersion: "1.0",
    responseParameters: {
      "200": { ResponseParameters: [{ Destination: "overwrite:statuscode", Source: "404" }] },
    },
  });
  new apigateway.CfnRoute(scope, "MissingRoute", {
    apiId: api.apiId,
    routeKey: `GET ${missingPath}/{proxy+}`,
    target: `integrations/${integration.ref}`,
    authorizationType: "NONE",
  });
};
