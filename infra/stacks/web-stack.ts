import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import type * as apigateway from "aws-cdk-lib/aws-apigatewayv2";
import * as acm from "aws-cdk-lib/aws-certificatemanager";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import * as origins from "aws-cdk-lib/aws-cloudfront-origins";
import * as s3 from "aws-cdk-lib/aws-s3";
import * as deployment from "aws-cdk-lib/aws-s3-deployment";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { entranceHeader } from "../../functions/platform/entrance.ts";
import type { DnsRecord } from "../../shared/mail/dns.ts";
import { configurationPath } from "../../shared/platform/optional-services.ts";
import { bodyGuardSource } from "../body-guard.ts";
import { type BucketName, type BucketSpec, buckets } from "../catalogue.ts";
import { encryptionRecords, mtaStsHost, mtaStsSource } from "../mail-dns.ts";
import { logoHeaders, logosPath, securityHeaders } from "../security-headers.ts";
import { buildHttpApi, buildMissingRoute, missingPath } from "./http-api.ts";
import { printDns } from "./mail-domain.ts";
import { bucketNameOf, bucketOrigin } from "./names.ts";
import { responseHeadersPolicy } from "./response-headers.ts";
import type { Settings } from "./settings.ts";
import { staticRewriteSource } from "./static-rewrite.ts";

/**
 * Request headers the functions may read; CloudFront keeps the others. It writes the viewer's address itself, so nobody
 * can pretend another one, and the Host header must stay the API's.
 */
const forwardedHeaders = [
  "Accept",
  "Content-Type",
  "Origin",
  "Sec-Fetch-Site",
  "User-Agent",
  "X-Guichet-Background",
  "X-Guichet-Proof",
  "CloudFront-Viewer-Address",
];

/** Where the build puts names with a fingerprint: what is there never changes. */
const fingerprinted = "assets/*";

/**
 * The front doors: the HTTP API (its functions and routes come with the API stack), the app's distribution and the
 * files' one. It stands before the functions because they must know both origins.
 */
export class WebStack extends Stack {
  readonly api: apigateway.HttpApi;
  readonly site: s3.Bucket;
  readonly appOrigin: string;
  readonly filesOrigin: string;
  /** What both distributions add to each request (functions/platform/entrance.ts). */
  readonly entranceSecret: string;
  /** What must be published for senders to encrypt their mail to us; nothing while that is off. */
  readonly encryptionRecords: readonly DnsRecord[];

  constructor(
    scope: Construct,
    id: string,
    { settings, webFolder, ...props }: StackProps & { settings: Settings; webFolder: string },
  ) {
    super(scope, id, props);
    this.api = buildHttpApi(this);
    this.site = siteBucket(this, settings);

    const apiHost = `${this.api.apiId}.execute-api.${settings.region}.amazonaws.com`;
    this.entranceSecret = new secretsmanager.Secret(this, "Entrance", {
      description: "What the distributions add to each request, so that functions answer nobody else",
      generateSecretString: { passwordLength: 48, excludePunctuation: true, includeSpace: false },
    }).secretValue.unsafeUnwrap();
    const toApi = passThrough(
      new origins.HttpOrigin(apiHost, { customHeaders: { [entranceHeader]: this.entranceSecret } }),
      new cloudfront.OriginRequestPolicy(this, "ToFunctions", {
        comment: "What a function may read of a request",
        headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList(...forwardedHeaders),
        cookieBehavior: cloudfront.OriginRequestCookieBehavior.all(),
        queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.all(),
      }),
    );
    const toMissing = new origins.HttpOrigin(apiHost, { originPath: missingPath });

    const files = new cloudfront.Distribution(this, "Files", {
      ...common(this, { ...settings, comment: "Guichet, files origin", domain: settings.filesDomain }),
      defaultBehavior: {
        origin: toMissing,
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      },
      additionalBehaviors: {
        "/frames/*": {
          ...toApi,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
          responseHeadersPolicy: responseHeadersPolicy(this, "FilesHeaders", {
            "strict-transport-security": "max-age=63072000; includeSubDomains",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
          }),
        },
      },
    });
    this.filesOrigin = `https://${settings.filesDomain ?? files.distributionDomainName}`;

    const app = this.appDistribution(settings, toApi, toMissing);
    this.appOrigin = `https://${settings.appDomain ?? app.distributionDomainName}`;
    buildMissingRoute(this, this.api, `${this.appOrigin}/404.html`);
    this.publish(webFolder, app, settings);

    this.encryptionRecords = this.encryptionPolicy(settings, toMissing);
    printDns(this, this.encryptionRecords);

    new CfnOutput(this, "AppOrigin", { value: this.appOrigin });
    new CfnOutput(this, "FilesOrigin", { value: this.filesOrigin });
    new CfnOutput(this, "AppDistributionDomain", { value: app.distributionDomainName });
    new CfnOutput(this, "FilesDistributionDomain", { value: files.distributionDomainName });
  }

  /** MTA-STS (RFC 8461): a host of its own says, over HTTPS, that mail to R must come encrypted. */
  private encryptionPolicy(settings: Settings, origin: cloudfront.IOrigin) {
    if (settings.mtaSts === "off") return [];
    const policy = new cloudfront.Distribution(this, "MtaSts", {
      ...common(this, {
        ...settings,
        comment: "Guichet, mail encryption policy",
        domain: mtaStsHost(settings),
      }),
      defaultBehavior: {
        // Never asked: the function answers everything.
        origin,
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        functionAssociations: [
          {
            eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
            function: new cloudfront.Function(this, "MtaStsPolicy", {
              runtime: cloudfront.FunctionRuntime.JS_2_0,
              comment: "The MTA-STS policy of the receiving domain",
              code: cloudfront.FunctionCode.fromInline(mtaStsSource(settings)),
            }),
          },
        ],
      },
    });
    return encryptionRecords(settings, policy.distributionDomainName);
  }

  private appDistribution(
    settings: Settings,
    toApi: ReturnType<typeof passThrough>,
    toMissing: cloudfront.IOrigin,
  ) {
    const browserBuckets = (Object.keys(buckets) as BucketName[]).filter((name) => buckets[name].cors);
    const ofPages = securityHeaders({
      // The policy speaks of the app as 'self'; only the scheme of this origin is read.
      app: `https://${settings.appDomain ?? "app"}`,
      files: this.filesOrigin,
      s3: browserBuckets.map((name) => bucketOrigin(settings, name)),
      services: settings.services,
    });
    const headers = responseHeadersPolicy(this, "AppHeaders", ofPages);
    const cachePolicy = new cloudfront.CachePolicy(this, "SiteCache", {
      comment: "As the object says; five minutes when it says nothing, as a published page may",
      defaultTtl: Duration.minutes(5),
      minTtl: Duration.seconds(0),
      maxTtl: Duration.days(365),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
    const toSite = origins.S3BucketOrigin.withOriginAccessControl(this.site);
    const siteOrMissing = new origins.OriginGroup({
      primaryOrigin: toSite,
      fallbackOrigin: toMissing,
      // S3 says 403 for an object that is not there to those who may not list.
      fallbackStatusCodes: [403, 404],
    });
    const page = {
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy,
      responseHeadersPolicy: headers,
      compress: true,
    };
    return new cloudfront.Distribution(this, "App", {
      ...common(this, { ...settings, comment: "Guichet, app origin", domain: settings.appDomain }),
      defaultBehavior: {
        ...page,
        origin: siteOrMissing,
        functionAssociations: [
          {
            eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
            function: new cloudfront.Function(this, "StaticRewrite", {
              runtime: cloudfront.FunctionRuntime.JS_2_0,
              comment: "Address of the app to object of the site",
              code: cloudfront.FunctionCode.fromInline(staticRewriteSource(settings.securityContact)),
            }),
          },
        ],
      },
      additionalBehaviors: {
        "/api/*": {
          ...toApi,
          responseHeadersPolicy: headers,
          functionAssociations: [
            {
              eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
              function: new cloudfront.Function(this, "BodyGuard", {
                runtime: cloudfront.FunctionRuntime.JS_2_0,
                comment: "Bodies too large for the API, answered in its words",
                code: cloudfront.FunctionCode.fromInline(bodyGuardSource()),
              }),
            },
          ],
        },
        [`${logosPath}*`]: {
          ...page,
          origin: siteOrMissing,
          responseHeadersPolicy: responseHeadersPolicy(this, "LogoHeaders", logoHeaders(ofPages)),
        },
        // Straight from the bucket: the fallback asks for this page, and must not be answered by itself.
        "/404.html": { ...page, origin: toSite },
      },
    });
  }

  /** The built front, with what pages must know of this deployment. Nothing is pruned: published pages live beside it, and open tabs still ask for old assets. */
  private publish(webFolder: string, app: cloudfront.Distribution, { services }: Settings) {
    const front = deployment.Source.asset(webFolder);
    const upload = (id: string, props: Partial<deployment.BucketDeploymentProps>) =>
      new deployment.BucketDeployment(this, id, {
        sources: [front],
        destinationBucket: this.site,
        prune: false,
        memoryLimit: 512,
        ...props,
      });
    const assets = upload("Assets", {
      exclude: ["*"],
      include: [fingerprinted],
      cacheControl: [deployment.CacheControl.fromString("public, max-age=31536000, immutable")],
    });
    const pages = upload("Pages", {
      sources: [front, deployment.Source.jsonData(configurationPath.slice(1), services.told)],
      exclude: [fingerprinted],
      cacheControl: [deployment.CacheControl.fromString("public, max-age=0, s-maxage=300, must-revalidate")],
      distribution: app,
      distributionPaths: ["/*"],
    });
    pages.node.addDependency(assets);
  }
}

const siteBucket = (scope: Construct, settings: Settings) => {
  const spec: BucketSpec = buckets.site;
  return new s3.Bucket(scope, "Site", {
    bucketName: bucketNameOf(settings, "site"),
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      {
        abortIncompleteMultipartUploadAfter: Duration.days(1),
        ...(spec.expireDays && { expiration: Duration.days(spec.expireDays) }),
      },
    ],
  });
};

const common = (scope: Construct, host: { comment: string; domain?: string; certificateArn?: string }) => ({
  comment: host.comment,
  httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
  priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
  ...(host.domain &&
    host.certificateArn && {
      domainNames: [host.domain],
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      certificate: acm.Certificate.fromCertificateArn(
        scope,
        `Certificate-${host.domain}`,
        host.certificateArn,
      ),
    }),
});

/** Nothing kept: the origin answers each request itself. */
const passThrough = (origin: cloudfront.IOrigin, originRequestPolicy: cloudfront.IOriginRequestPolicy) => ({
  origin,
  viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
  allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
  cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
  originRequestPolicy,
});
