import { Duration } from "aws-cdk-lib";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";

/** Headers CloudFront takes in a section of its own and refuses among the custom ones. */
const ownSection = new Set([
  "content-security-policy",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
]);

/**
 * A CloudFront policy that adds the given headers to every answer. What the origin sends itself wins: the API page
 * and the message frame know better. Refuses a header that has its own section but no known form here.
 */
export const responseHeadersPolicy = (
  scope: Construct,
  id: string,
  headers: Readonly<Record<string, string>>,
): cloudfront.ResponseHeadersPolicy => {
  const override = false;
  const csp = headers["content-security-policy"];
  const referrer = headers["referrer-policy"];
  const frame = headers["x-frame-options"];
  const hsts = headers["strict-transport-security"];
  const custom = Object.entries(headers).filter(([header]) => !ownSection.has(header));
  return new cloudfront.ResponseHeadersPolicy(scope, id, {
    securityHeadersBehavior: {
      ...(csp && { contentSecurityPolicy: { contentSecurityPolicy: csp, override } }),
      ...(headers["x-content-type-options"] && { contentTypeOptions: { override } }),
      ...(frame && { frameOptions: { frameOption: frameOption(frame), override } }),
      ...(referrer && { referrerPolicy: { referrerPolicy: referrerPolicy(referrer), override } }),
      ...(hsts && { strictTransportSecurity: { ...strictTransport(hsts), override } }),
    },
    ...(custom.length > 0 && {
      customHeadersBehavior: {
        customHeaders: custom.map(([header, value]) => ({ header, value, override })),
      },
    }),
  });
};

const oneOf = <Value extends string>(values: Readonly<Record<string, Value>>, text: string): Value => {
  const found = Object.values(values).find((value) => value === text);
  if (!found) throw new Error(`CloudFront knows no such value: ${text}`);
  return found;
};
const frameOption = (text: string) => oneOf(cloudfront.HeadersFrameOption, text);
const referrerPolicy = (text: string) => oneOf(cloudfront.HeadersReferrerPolicy, text);

const strictTransport = (text: string) => {
  const seconds = /max-age=(\d+)/.exec(text)?.[1];
  if (!seconds) throw new Error(`HSTS without max-age: ${text}`);
  return {
    accessControlMaxAge: Duration.seconds(Number(seconds)),
    includeSubdomains: text.includes("includeSubDomains"),
    preload: text.includes("preload"),
  };
};
