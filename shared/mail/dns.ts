/** The DNS records mail depends on: what each is for, in words, and whether what is published is what should be. */

export const dnsRecordNames = {
  ReceivingMx: "Réception du courriel",
  ReceivingSpf: "Adresses du domaine de réception (SPF)",
  BounceMx: "Retours des envois (MAIL FROM)",
  BounceSpf: "Serveurs autorisés à envoyer (SPF)",
  Dkim1: "Signature, première clé (DKIM)",
  Dkim2: "Signature, deuxième clé (DKIM)",
  Dkim3: "Signature, troisième clé (DKIM)",
  Dmarc: "Consigne aux destinataires (DMARC)",
  MtaSts: "Chiffrement exigé à l’arrivée (MTA-STS)",
  MtaStsHost: "Adresse de la consigne de chiffrement (MTA-STS)",
  TlsReports: "Comptes rendus de chiffrement (TLS-RPT)",
} as const;
export type DnsRecordName = keyof typeof dnsRecordNames;

/** What goes wrong while the record is missing or different. */
export const dnsRecordStakes: Readonly<Record<DnsRecordName, string>> = {
  ReceivingMx: "Le courriel des citoyens n’arrive plus.",
  ReceivingSpf: "N’importe quel serveur peut se faire passer pour ce domaine.",
  BounceMx: "Le fournisseur refuse d’envoyer.",
  BounceSpf: "Les envois ne sont plus reconnus comme les nôtres.",
  Dkim1: "Les envois ne sont plus signés.",
  Dkim2: "Les envois ne seront plus signés au prochain changement de clé.",
  Dkim3: "Les envois ne seront plus signés au prochain changement de clé.",
  Dmarc: "Les imitations de nos envois ne sont plus écartées.",
  MtaSts: "Le courriel reçu peut voyager en clair.",
  MtaStsHost: "Le courriel reçu peut voyager en clair.",
  TlsReports: "Les échecs de chiffrement ne nous sont plus signalés.",
};

export interface DnsRecord {
  record: DnsRecordName;
  /** Host name the record is published under. */
  name: string;
  type: "MX" | "TXT" | "CNAME";
  /** As a zone file has it; a priority comes first. */
  value: string;
}

/** One line per record, as the stacks print them and functions are told them: `Dmarc _dmarc.d.example TXT v=DMARC1; …`. */
export const dnsRecordLine = ({ record, name, type, value }: DnsRecord): string =>
  `${record} ${name} ${type} ${value}`;

const isRecordName = (text: string): text is DnsRecordName => Object.hasOwn(dnsRecordNames, text);
const isType = (text: string): text is DnsRecord["type"] => ["MX", "TXT", "CNAME"].includes(text);

/** The records of such lines; throws on a line that is none, which is a mistake of the deployment. */
export const readDnsRecords = (lines: string): DnsRecord[] =>
  lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [record = "", name = "", type = "", ...value] = line.split(" ");
      if (!isRecordName(record) || !isType(type) || value.length === 0)
        throw new Error("a DNS record of the environment is unreadable");
      return { record, name, type, value: value.join(" ") };
    });

/** Which of the TXT records of a name is meant: others may stand beside it (proofs of ownership, for instance). */
const markers = ["v=spf1", "v=DMARC1", "v=STSv1", "v=TLSRPTv1"] as const;
const markerOf = (text: string) =>
  markers.find((marker) => text.toLowerCase().startsWith(marker.toLowerCase()));

/** Names without their last dot, in lower case; one space between words. */
const plain = (text: string) => text.trim().replace(/\s+/g, " ").replace(/\.$/, "").toLowerCase();
/** `v=DMARC1; p=none` as its tags, whose order and spaces say nothing. */
const tags = (text: string) =>
  text
    .split(";")
    .map((tag) => tag.trim().replace(/\s*=\s*/, "="))
    .filter((tag) => tag !== "")
    .sort()
    .join(";")
    .toLowerCase();
const comparable = (text: string) => {
  const marker = markerOf(text);
  return marker === undefined || marker === "v=spf1" ? plain(text) : tags(text);
};

/**
 * What of the values found under the record's name counts as this record: every MX, since mail goes to any of them; of
 * the texts those that begin as ours does, since two of them void each other.
 */
export const relevantValues = ({ type, value }: DnsRecord, found: readonly string[]): string[] =>
  type === "TXT" ? found.filter((text) => markerOf(text.trim()) === markerOf(value)) : [...found];

/** Whether exactly the expected value is published. */
export const isAsExpected = (expected: DnsRecord, found: readonly string[]): boolean => {
  const values = relevantValues(expected, found);
  const [only] = values;
  return values.length === 1 && only !== undefined && comparable(only) === comparable(expected.value);
};
