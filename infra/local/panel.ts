import type { Platform } from "./platform.ts";
import type { MovedPort, PortName } from "./port-plan.ts";
import { accountCodes } from "./ticketing/accounts.ts";

/** An account somebody may try, as the demo data has it. */
export interface DemoAccount {
  role: string;
  organisation: string;
  email: string;
  password: string;
  /** Asked for a code after the password, which the mailbox shows at /codes. */
  code?: true;
}

/** What scripts read to find their way in a running platform: `.guichet/run.json`. */
export interface RunInfo {
  app: string;
  api: string;
  mailbox: string;
  /** The stand-ins of ProConnect, of the State's directories of companies and of public services, and of its addresses, with switches at /_switches. */
  identityProvider: string;
  companyDirectory: string;
  publicDirectory: string;
  addressService: string;
  smtp: { host: string; port: number };
  /** Connection address of the superuser of the local database. */
  database: string;
  s3: string;
  sqs: string;
  intakeAddresses: string[];
  accounts: DemoAccount[];
  /** Accounts of the stand-ins of ticketing vendors: what a person types to connect each. */
  ticketing: TicketingAccount[];
}

/** One ticketing account that a visitor may connect; `accessKey` is empty where the vendor has none. */
interface TicketingAccount {
  provider: string;
  accessKey: string;
  secret: string;
}

export const runInfo = async (platform: Platform, accounts: readonly DemoAccount[]): Promise<RunInfo> => ({
  app: platform.urls.app,
  api: platform.urls.api,
  mailbox: platform.urls.mailbox,
  identityProvider: new URL(platform.engines.identityProvider.issuer).origin,
  companyDirectory: platform.engines.companyDirectory.url,
  publicDirectory: platform.engines.publicDirectory.url,
  addressService: platform.engines.addressService.url,
  smtp: platform.smtp,
  database: platform.db("admin"),
  s3: platform.urls.s3,
  sqs: platform.urls.sqs,
  intakeAddresses: await platform.intakeAddresses(),
  accounts: [...accounts],
  ticketing: accounts.length > 0 ? accountCodes.map((codes) => ({ ...codes })) : [],
});

const serverNames: Readonly<Record<PortName, string>> = {
  app: "l’application",
  files: "les fichiers",
  mailbox: "la boîte aux lettres",
  s3: "S3",
  sqs: "SQS",
  ses: "SES",
  identity: "ProConnect",
  directory: "l’annuaire des entreprises",
  publicServices: "l’annuaire du service public",
  addresses: "la base des adresses",
  kms: "le service de clés",
  billetweb: "Billetweb",
  helloasso: "HelloAsso",
  mapado: "Mapado",
  shotgun: "Shotgun",
  supersoniks: "Supersoniks",
  soticket: "SoTicket",
  sacd: "la SACD",
  smtp: "le courrier entrant (SMTP)",
  relay: "le second fournisseur d’envoi (SMTP)",
  database: "la base de données",
};

const movedLine = ({ name, wanted, got }: MovedPort) =>
  `  Le port ${wanted} est pris : ${serverNames[name]} est sur le port ${got}.`;

const table = (rows: ReadonlyArray<readonly string[]>) => {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)),
    [],
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("   ")
      .trimEnd();
  return rows.map((row) => `    ${line(row)}`);
};

/** One account per role and password shown, in the order given: enough to try every screen. */
const accountLines = (accounts: readonly DemoAccount[]) => {
  const passwords = new Set(accounts.map(({ password }) => password));
  const shared = passwords.size === 1;
  return [
    shared
      ? `  Comptes de démonstration, mot de passe « ${[...passwords][0]} » :`
      : "  Comptes de démonstration :",
    ...table(
      accounts.map((each) => [
        each.role,
        each.organisation,
        each.email,
        ...(shared ? [] : [each.password]),
        ...(each.code ? ["+ code"] : []),
      ]),
    ),
    "",
  ];
};

/** Vendors whose accounts a theatre may connect, in the order of the ports. */
const ticketingLines = (accounts: readonly TicketingAccount[]) => [
  "  Comptes de billetterie à connecter (Connexions, Connecter une billetterie) :",
  ...table(
    accounts.map(({ provider, accessKey, secret }) => [vendorName(provider), accessKey || "–", secret]),
  ),
  "",
];
const vendorName = (provider: string) =>
  Object.values(serverNames).find((name) => name.toUpperCase() === provider) ?? provider;

/** A first mail to the first intake address, sent with what every reader has: Node.js. Safe inside double quotes. */
const firstMailCommand = ({ mailbox }: RunInfo, to: string) => {
  const mail = {
    from: "camille.exemple@messagerie.example",
    to,
    subject: "Demande de médiation",
    text: "Bonjour, ma facture de cantine me semble fausse et je souhaite une médiation.",
  };
  const init = `{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify(${JSON.stringify(mail).replaceAll('"', "'")})}`;
  return `node -e "fetch('${mailbox}/api/send',${init}).then(r=>r.text()).then(console.log)"`;
};

/** What a person sees when everything runs. */
export const panel = (info: RunInfo, moved: readonly MovedPort[]): string => {
  const [intake] = info.intakeAddresses;
  return [
    "",
    "  Guichet est ouvert.",
    "",
    ...table([
      ["Application", info.app],
      ["Espace des agents", `${info.app}/connexion`],
      ["API", `${info.app}/api/docs`],
      ["Boîte aux lettres", `${info.mailbox}   (tout le courrier envoyé)`],
      ["Codes de connexion", `${info.mailbox}/codes   (comptes marqués « + code »)`],
      [
        "État du courriel",
        `${info.app}/plateforme/courriel   (essai d’aller et retour, DNS ; compte de la plateforme)`,
      ],
      ["ProConnect", `${info.identityProvider}   (de démonstration : derrière le bouton ProConnect)`],
      ["Courrier entrant", `SMTP ${info.smtp.host}:${info.smtp.port}`],
      ["Base de données", info.database],
    ]),
    "",
    ...(moved.length > 0 ? [...moved.map(movedLine), ""] : []),
    ...(info.accounts.length > 0 ? accountLines(info.accounts) : []),
    ...(info.ticketing.length > 0 ? ticketingLines(info.ticketing) : []),
    ...(intake ? [`  Un premier courrier à ${intake} :`, `    ${firstMailCommand(info, intake)}`, ""] : []),
    "  Les mêmes adresses pour vos scripts : .guichet/run.json.  Pour arrêter : Ctrl-C.",
    "",
  ].join("\n");
};
