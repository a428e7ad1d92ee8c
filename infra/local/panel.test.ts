import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { closeServer, listen } from "./listen.ts";
import { panel, type RunInfo } from "./panel.ts";

const info: RunInfo = {
  app: "http://localhost:3000",
  api: "http://localhost:3000/api",
  mailbox: "http://127.0.0.1:3002",
  identityProvider: "http://127.0.0.1:3006",
  companyDirectory: "http://127.0.0.1:3007",
  publicDirectory: "http://127.0.0.1:3017",
  addressService: "http://127.0.0.1:3008",
  smtp: { host: "127.0.0.1", port: 2525 },
  database: "postgres://postgres:secret@127.0.0.1:5433/guichet",
  s3: "http://127.0.0.1:3003",
  sqs: "http://127.0.0.1:3004",
  intakeAddresses: ["valbrune@courrier.guichet.example"],
  accounts: [
    { role: "Médiatrice", organisation: "Ville de Valbrune", email: "a@valbrune.example", password: "demo" },
    {
      role: "Lecture seule",
      organisation: "Ville de Valbrune",
      email: "b@valbrune.example",
      password: "demo",
    },
  ],
  ticketing: [
    { provider: "BILLETWEB", accessKey: "demo-billetweb", secret: "une-clé" },
    { provider: "SOTICKET", accessKey: "", secret: "un-jeton" },
  ],
};

test("the panel shows every address, each account with its role, and the one password", () => {
  const shown = panel(info, []);
  for (const address of [
    info.app,
    `${info.app}/api/docs`,
    info.mailbox,
    `${info.app}/plateforme/courriel`,
    "127.0.0.1:2525",
    info.database,
  ]) {
    expect(shown).toContain(address);
  }
  expect(shown).toMatch(/Médiatrice +Ville de Valbrune +a@valbrune\.example/);
  expect(shown.match(/« demo »/g)).toHaveLength(1);
  expect(shown).not.toContain("pris");
});

test("an account that asks for a code says so, and the panel says where codes are", () => {
  const [first] = info.accounts;
  const shown = panel({ ...info, accounts: first ? [{ ...first, code: true }] : [] }, []);
  expect(shown).toMatch(/a@valbrune\.example +\+ code/);
  expect(shown).toContain(`${info.mailbox}/codes`);
});

test("a visitor finds the codes of each ticketing account, and none without demo data", () => {
  const shown = panel(info, []);
  expect(shown).toMatch(/Billetweb +demo-billetweb +une-clé/);
  expect(shown).toMatch(/SoTicket +– +un-jeton/);
  expect(panel({ ...info, ticketing: [] }, [])).not.toContain("billetterie");
});

test("a port that moved is said in words", () => {
  expect(panel(info, [{ name: "app", wanted: 3000, got: 3006 }])).toContain(
    "Le port 3000 est pris : l’application est sur le port 3006.",
  );
});

test("the command of the first mail, pasted into a shell, sends it to the mailbox", async () => {
  let received: unknown;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received = { path: request.url, mail: JSON.parse(Buffer.concat(chunks).toString("utf8")) };
    response.end("{}");
  });
  const { url } = await listen(server, 0, "127.0.0.1");
  const command = panel({ ...info, mailbox: url }, [])
    .split("\n")
    .find((line) => line.includes("node -e"));
  await promisify(execFile)("sh", ["-c", command?.trim() ?? "false"]);
  expect(received).toMatchObject({
    path: "/api/send",
    mail: { to: "valbrune@courrier.guichet.example", subject: "Demande de médiation" },
  });
  await closeServer(server);
});
