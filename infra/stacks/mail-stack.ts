import { Aws, Stack, type StackProps } from "aws-cdk-lib";
import * as ses from "aws-cdk-lib/aws-ses";
import type { Construct } from "constructs";
import { mail } from "../catalogue.ts";
import { domainIdentity, printDkim, printSendingDns } from "./mail-domain.ts";
import { sesTopic } from "./ses-topic.ts";
import type { Settings } from "./settings.ts";

/** Sending: the verified domain, the configuration set, and its events on their way to the queue. */
export class MailStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: StackProps & { settings: Settings }) {
    super(scope, id, props);
    const configurationSet = new ses.ConfigurationSet(this, "Outbound", {
      configurationSetName: mail.configurationSet,
      reputationMetrics: true,
      suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      // A recipient whose server has no TLS must still be told: encrypted when it can be.
      tlsPolicy: ses.ConfigurationSetTlsPolicy.OPTIONAL,
    });
    const topic = sesTopic(
      this,
      settings,
      mail.eventsTopic,
      `${settings.region}:${Aws.ACCOUNT_ID}:configuration-set/${mail.configurationSet}`,
    );
    configurationSet.addEventDestination("Events", {
      destination: ses.EventDestination.snsTopic(topic),
      events: mail.events.map((name) => ses.EmailSendingEvent[name]),
    });
    printDkim(this, domainIdentity(this, settings, configurationSet));
    printSendingDns(this, settings);
  }
}
