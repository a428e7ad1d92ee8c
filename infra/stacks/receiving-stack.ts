import { Aws, CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import * as ses from "aws-cdk-lib/aws-ses";
import type { Construct } from "constructs";
import { mail } from "../catalogue.ts";
import { dkimRecords, receivingRecord } from "../mail-dns.ts";
import { domainIdentity, printDns } from "./mail-domain.ts";
import { bucketNameOf, ruleName, ruleSetName } from "./names.ts";
import { sesTopic } from "./ses-topic.ts";
import type { Settings } from "./settings.ts";

/**
 * The mail door, alone in the region whose SES receives (docs/decisions/022). SES wants its topic in its own region
 * but may keep the raw mail in a bucket of another, and SNS may speak to a queue of another: so mails, queue and
 * functions stay in the main region, whatever the region of the door.
 */
export class ReceivingStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: StackProps & { settings: Settings }) {
    super(scope, id, props);
    const ruleSet = new ses.CfnReceiptRuleSet(this, "RuleSet", { ruleSetName: ruleSetName(settings) });
    const topic = sesTopic(
      this,
      settings,
      mail.receivedTopic,
      `${settings.inboundRegion}:${Aws.ACCOUNT_ID}:receipt-rule-set/${ruleSetName(settings)}:receipt-rule/${ruleName}`,
    );
    const rule = new ses.CfnReceiptRule(this, "Rule", {
      ruleSetName: ruleSet.ref,
      rule: {
        name: ruleName,
        enabled: true,
        recipients: [settings.mailDomain],
        scanEnabled: true,
        // Refusing clear text would lose mail (mail.md §4.2).
        tlsPolicy: "Optional",
        actions: [
          {
            s3Action: {
              bucketName: bucketNameOf(settings, "mail-raw"),
              objectKeyPrefix: mail.inboundPrefix,
              topicArn: topic.topicArn,
            },
          },
        ],
      },
    });
    // SES tries to publish when the rule is made.
    rule.node.addDependency(topic);
    if (settings.inboundRegion !== settings.region)
      printDns(this, dkimRecords(domainIdentity(this, settings).dkimRecords));
    printDns(this, [receivingRecord(settings)]);
    new CfnOutput(this, "ReceiptRuleSet", { value: ruleSet.ref });
  }
}
