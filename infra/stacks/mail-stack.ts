import { Aws, Stack, type StackProps } from "aws-cdk-lib";
import * as ses from "aws-cdk-lib/aws-ses";
import type { Construct } from "constructs";
import type { DnsRecord } from "../../shared/mail/dns.ts";
import { mail } from "../catalogue.ts";
import { dkimRecords, sendingRecords } from "../mail-dns.ts";
import { domainIdentity, printDns } from "./mail-domain.ts";
import { sesTopic } from "./ses-topic.ts";
import type { Settings } from "./settings.ts";

const usual = {
  reputationMetrics: true,
  // A recipient whose server has no TLS must still be told: encrypted when it can be.
  tlsPolicy: ses.ConfigurationSetTlsPolicy.OPTIONAL,
};

/** Sending: the verified domain, the configuration sets, and their events on their way to the queue. */
export class MailStack extends Stack {
  /** What must be published for our mails to be believed. */
  readonly records: readonly DnsRecord[];

  constructor(scope: Construct, id: string, { settings, ...props }: StackProps & { settings: Settings }) {
    super(scope, id, props);
    const sets = [
      new ses.ConfigurationSet(this, "Outbound", {
        ...usual,
        configurationSetName: mail.configurationSet,
        suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      }),
      new ses.ConfigurationSet(this, "Security", {
        ...usual,
        configurationSetName: mail.securityConfigurationSet,
        // SES holds back what its list names for a reason of the set: here a complaint is none.
        suppressionReasons: ses.SuppressionReasons.BOUNCES_ONLY,
      }),
    ] as const;
    const topic = sesTopic(
      this,
      settings,
      mail.eventsTopic,
      ...[mail.configurationSet, mail.securityConfigurationSet].map(
        (name) => `${settings.region}:${Aws.ACCOUNT_ID}:configuration-set/${name}`,
      ),
    );
    for (const set of sets)
      set.addEventDestination("Events", {
        destination: ses.EventDestination.snsTopic(topic),
        events: mail.events.map((name) => ses.EmailSendingEvent[name]),
      });
    const identity = domainIdentity(this, settings, sets[0]);
    this.records = [...dkimRecords(identity.dkimRecords), ...sendingRecords(settings)];
    printDns(this, this.records);
  }
}
