import { CfnOutput, type Stack } from "aws-cdk-lib";
import * as ses from "aws-cdk-lib/aws-ses";
import type { DnsRecord } from "../../shared/mail/dns.ts";
import { bounceDomain } from "../mail-dns.ts";
import type { Settings } from "./settings.ts";

/**
 * The sending domain `D` as SES knows it in the stack's region: Easy DKIM with 2048 bits and our own MAIL FROM. A
 * missing MAIL FROM record refuses the mail: SES's own domain in its place would break alignment (mail.md §9).
 */
export const domainIdentity = (stack: Stack, settings: Settings, configurationSet?: ses.IConfigurationSet) =>
  new ses.EmailIdentity(stack, "Domain", {
    identity: ses.Identity.domain(settings.domain),
    dkimSigning: true,
    dkimIdentity: ses.DkimIdentity.easyDkim(ses.EasyDkimSigningKeyLength.RSA_2048_BIT),
    feedbackForwarding: false,
    ...(configurationSet && {
      configurationSet,
      mailFromDomain: bounceDomain(settings),
      mailFromBehaviorOnMxFailure: ses.MailFromBehaviorOnMxFailure.REJECT_MESSAGE,
    }),
  });

/** Prints records to publish, as `Dns<record>`; those of DKIM differ between the regions that know the domain. */
export const printDns = (stack: Stack, records: readonly DnsRecord[]) => {
  for (const { record, name, type, value } of records)
    new CfnOutput(stack, `Dns${record}`, { value: `${name} ${type} ${value}` });
};
