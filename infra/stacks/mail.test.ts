import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { dnsRecordNames } from "../../shared/mail/dns.ts";
import { mail } from "../catalogue.ts";
import { synthesise, textOf } from "./test-kit.ts";

const paris = synthesise();
const apart = synthesise({ inboundRegion: "eu-west-1" });
const encrypted = synthesise({
  mtaSts: "testing",
  appDomain: "app.guichet.example",
  otherSenders: "include:relais.example",
  certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/one",
});

describe("sending", () => {
  test("signs with 2048 bits from our own MAIL FROM, and refuses to send without it", () => {
    paris.templates.mail.hasResourceProperties("AWS::SES::EmailIdentity", {
      EmailIdentity: "guichet.example",
      DkimSigningAttributes: { NextSigningKeyLength: "RSA_2048_BIT" },
      MailFromAttributes: { MailFromDomain: "bounce.guichet.example", BehaviorOnMxFailure: "REJECT_MESSAGE" },
    });
  });

  test("tells every event of the catalogue to a topic, without tracking, and suppresses for two reasons", () => {
    paris.templates.mail.hasResourceProperties("AWS::SES::ConfigurationSet", {
      Name: mail.configurationSet,
      SuppressionOptions: { SuppressedReasons: ["BOUNCE", "COMPLAINT"] },
    });
    // A complaint about letters does not stop the codes that its author asks for.
    paris.templates.mail.hasResourceProperties("AWS::SES::ConfigurationSet", {
      Name: mail.securityConfigurationSet,
      SuppressionOptions: { SuppressedReasons: ["BOUNCE"] },
    });
    paris.templates.mail.resourceCountIs("AWS::SES::ConfigurationSetEventDestination", 2);
    paris.templates.mail.hasResourceProperties("AWS::SES::ConfigurationSetEventDestination", {
      EventDestination: {
        SnsDestination: Match.anyValue(),
        MatchingEventTypes: [
          "send",
          "reject",
          "bounce",
          "complaint",
          "delivery",
          "deliveryDelay",
          "renderingFailure",
        ],
      },
    });
  });
});

describe.each([
  ["one region", paris, "eu-west-3"],
  ["two regions", apart, "eu-west-1"],
] as const)("receiving, %s", (_, { templates, stacks, resources }, inbound) => {
  test("one rule takes everything for the receiving domain: scanned, kept raw, then told", () => {
    templates.receiving.resourceCountIs("AWS::SES::ReceiptRule", 1);
    templates.receiving.hasResourceProperties("AWS::SES::ReceiptRule", {
      Rule: {
        Recipients: ["courrier.guichet.example"],
        Enabled: true,
        ScanEnabled: true,
        TlsPolicy: "Optional",
        Actions: [
          {
            S3Action: {
              BucketName: { "Fn::Join": ["", ["guichet-prod-mail-raw-", { Ref: "AWS::AccountId" }]] },
              ObjectKeyPrefix: "inbound/",
              TopicArn: { Ref: Match.stringLikeRegexp("^Topicsesreceived") },
            },
          },
        ],
      },
    });
  });

  test("the rule and its topic are where SES receives; bucket, queue and functions stay in Paris", () => {
    expect(stacks.receiving.region).toBe(inbound);
    for (const stack of [stacks.data, stacks.mail, stacks.work, stacks.api])
      expect(stack.region).toBe("eu-west-3");
    templates.receiving.hasResourceProperties("AWS::SNS::Subscription", {
      Protocol: "sqs",
      RawMessageDelivery: false,
      Endpoint: {
        "Fn::Join": ["", ["arn:aws:sqs:eu-west-3:", { Ref: "AWS::AccountId" }, ":guichet-prod-mail-inbound"]],
      },
    });
  });

  test("the queue takes messages from that topic only, the bucket mails from that rule only", () => {
    const queuePolicies = textOf(resources("AWS::SQS::QueuePolicy"));
    expect(queuePolicies).toContain(`arn:aws:sns:${inbound}:`);
    expect(queuePolicies).toContain(":guichet-prod-ses-received");
    const fromSes = resources("AWS::S3::BucketPolicy")
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .filter(({ Sid }: { Sid?: string }) => Sid === "SesKeepsRawMails");
    expect(fromSes).toHaveLength(1);
    expect(fromSes[0].Action).toBe("s3:PutObject");
    expect(textOf(fromSes[0].Resource)).toContain("/inbound/*");
    expect(textOf(fromSes[0].Condition)).toContain(`arn:aws:ses:${inbound}:`);
  });

  test("the DNS values to publish are printed, with the door of that region", () => {
    const outputs = [templates.mail, templates.receiving].flatMap((template) =>
      Object.entries(template.findOutputs("*")).filter(([id]) => id.startsWith("Dns")),
    );
    const printed = textOf(outputs);
    for (const value of [
      `courrier.guichet.example MX 10 inbound-smtp.${inbound}.amazonaws.com`,
      "bounce.guichet.example MX 10 feedback-smtp.eu-west-3.amazonses.com",
      "bounce.guichet.example TXT v=spf1 include:amazonses.com -all",
      "_dmarc.guichet.example TXT v=DMARC1; p=none; sp=none; adkim=r; aspf=r; rua=mailto:dmarc@guichet.example",
    ])
      expect(printed).toContain(value);
    expect(printed.match(/DkimDNSTokenValue/g)).toHaveLength(inbound === "eu-west-3" ? 3 : 6);
  });
});

describe("encryption on the way in (MTA-STS)", () => {
  test("a host of its own serves the policy, and the records that point to it are printed", () => {
    encrypted.templates.web.hasResourceProperties("AWS::CloudFront::Distribution", {
      DistributionConfig: { Aliases: ["mta-sts.courrier.guichet.example"] },
    });
    const printed = textOf(encrypted.templates.web.findOutputs("*"));
    expect(printed).toContain("mta-sts.courrier.guichet.example CNAME ");
    expect(printed).toMatch(/_mta-sts\.courrier\.guichet\.example TXT v=STSv1; id=[0-9a-f]{16}"/);
    expect(printed).toContain(
      "_smtp._tls.courrier.guichet.example TXT v=TLSRPTv1; rua=mailto:dmarc@guichet.example",
    );
  });

  test("is off by default: no host, no record", () => {
    paris.templates.web.resourceCountIs("AWS::CloudFront::Distribution", 2);
    expect(textOf(paris.templates.web.findOutputs("*"))).not.toContain("STSv1");
  });
});

test("the fallback's servers may send for R", () => {
  expect(textOf(encrypted.templates.mail.findOutputs("*"))).toContain(
    "courrier.guichet.example TXT v=spf1 include:relais.example -all",
  );
});

test("the check is told exactly the records that are printed", () => {
  const [, check] =
    encrypted
      .resources("AWS::Lambda::Function")
      .find(([, { Properties }]) => Properties.FunctionName === "guichet-prod-check-mail") ?? [];
  const told = textOf(check?.Properties.Environment.Variables.MAIL_RECORDS);
  for (const record of Object.keys(dnsRecordNames)) expect(told).toContain(`${record} `);
});

test("neither form asks the network anything: no lookup is left to answer", () => {
  expect(paris.lookups).toEqual([]);
  expect(apart.lookups).toEqual([]);
});

test("no stack reads a value of another region, which CloudFormation could not resolve", () => {
  expect(textOf(apart.templates.receiving.toJSON())).not.toContain("Fn::ImportValue");
});
