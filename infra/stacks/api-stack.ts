import { Stack, type StackProps } from "aws-cdk-lib";
import * as apigateway from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Construct } from "constructs";
import { type FunctionName, functionSpecs } from "../catalogue.ts";
import { catalogueFunction, type Surroundings } from "./catalogue-function.ts";

/** Functions that answer HTTP, each behind its prefix. What a visitor may do is decided inside (mutate, may). */
export class ApiStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { surroundings, api, ...props }: StackProps & { surroundings: Surroundings; api: apigateway.IHttpApi },
  ) {
    super(scope, id, props);
    for (const name of Object.keys(functionSpecs) as FunctionName[]) {
      const { trigger } = functionSpecs[name];
      if (trigger.kind !== "http") continue;
      const integration = new HttpLambdaIntegration(
        `Integration-${name}`,
        catalogueFunction(this, name, surroundings),
      );
      const route = (id: string, path: string) =>
        new apigateway.HttpRoute(this, id, {
          httpApi: api,
          routeKey: apigateway.HttpRouteKey.with(path, apigateway.HttpMethod.ANY),
          integration,
        });
      // `{proxy+}` takes what is below the prefix, never the prefix itself.
      route(`Route-${name}`, `${trigger.path}/{proxy+}`);
      route(`Prefix-${name}`, trigger.path);
    }
  }
}
