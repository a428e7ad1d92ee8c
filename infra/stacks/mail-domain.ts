import { CfnOutput, type Stack } from "aws-cdk-lib";
import * as ses from "aws-cdk-lib/aws-ses";
import type { Settings } from "./settings.ts";

/** Sub-domain of the envelope sender; it receives nothing but bounces to SES. */
const bounceDomain = ({ domain }: Settings) => `bounce.${domain}`;

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

/** Prints the three DKIM records, which differ between the regions that know the domain. */
export const printDkim = (stack: Stack, identity: ses.EmailIdentity) => {
  for (const [index, record] of identity.dkimRecords.entries())
    print(stack, `DnsDkim${index + 1}`, record.name, "CNAME", record.value);
};

/** Prints the records of sending and of the DMARC policy, which also covers the receiving sub-domain (`sp=`). */
export const printSendingDns = (stack: Stack, settings: Settings) => {
  const { domain, mailDomain, region, dmarcPolicy: policy, dmarcReports } = settings;
  const bounce = bounceDomain(settings);
  print(stack, "DnsBounceMx", bounce, "MX", `10 feedback-smtp.${region}.amazonses.com`);
  print(stack, "DnsBounceSpf", bounce, "TXT", "v=spf1 include:amazonses.com -all");
  print(stack, "DnsReceivingSpf", mailDomain, "TXT", "v=spf1 -all");
  print(
    stack,
    "DnsDmarc",
    `_dmarc.${domain}`,
    "TXT",
    `v=DMARC1; p=${policy}; sp=${policy}; adkim=r; aspf=r; rua=mailto:${dmarcReports}`,
  );
};

/** Prints the record that brings the mail of `R` to the receiving region. */
export const printReceivingDns = (stack: Stack, { mailDomain, inboundRegion }: Settings) =>
  print(stack, "DnsReceivingMx", mailDomain, "MX", `10 inbound-smtp.${inboundRegion}.amazonaws.com`);

const print = (stack: Stack, id: string, name: string, type: string, value: string) =>
  new CfnOutput(stack, id, { value: `${name} ${type} ${value}` });
