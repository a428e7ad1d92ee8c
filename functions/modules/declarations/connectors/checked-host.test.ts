import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, test } from "vitest";
import { bareDomain, checkedPlace, type Resolve, resolveByDns } from "./checked-host.ts";
import { isPublicAddress } from "./public-address.ts";

const rules = (resolve: Resolve) => ({ resolve, ownDomains: ["guichet.example"] });
const base = "https://billetterie.exemple.example/api/v2";

test.each([
  ["billetterie.exemple.example", "billetterie.exemple.example"],
  ["  Billetterie.Exemple.Example ", "billetterie.exemple.example"],
  ["théâtre.example", "xn--thtre-4qa2c.example"],
  ["places.例え.テスト", "places.xn--r8jz45g.xn--zckzah"],
  [`${"a".repeat(63)}.example`, `${"a".repeat(63)}.example`],
])("« %s » is the domain %s", (typed, name) => {
  expect(bareDomain(typed)).toBe(name);
});

test.each([
  "",
  "https://billetterie.example",
  "billetterie.example:8443",
  "billetterie.example/api",
  "user@billetterie.example",
  "billetterie.example?x",
  "billetterie.example#x",
  "bille%74terie.example",
  "bille tterie.example",
  "billetterie",
  "localhost",
  "shop.localhost",
  "printer.local",
  "db.internal",
  "1.0.0.127.in-addr.arpa",
  "shop.test",
  "127.0.0.1",
  "127.1",
  "0x7f.1",
  "2130706433",
  "１２７.0.0.1",
  "[::1]",
  "::1",
  "shop.example.",
  ".shop.example",
  "shop..example",
  "-shop.example",
  "shop-.example",
  "shop_1.example",
  "shop.c0m",
  `${"a".repeat(64)}.example`,
  `${"a.".repeat(130)}example`,
])("« %s » is no bare domain", (typed) => {
  expect(bareDomain(typed)).toBeUndefined();
});

test.each([
  ["8.8.8.8", true],
  ["172.15.255.255", true],
  ["172.32.0.1", true],
  ["100.63.255.255", true],
  ["100.128.0.1", true],
  ["2001:4860:4860::8888", true],
  ["2a00:1450:4007::1", true],
  ["64:ff9b::8.8.8.8", true],
  ["2002:808:808::1", true],
  ["0.0.0.0", false],
  ["10.0.0.5", false],
  ["100.64.0.1", false],
  ["100.127.255.255", false],
  ["127.0.0.1", false],
  ["169.254.169.254", false],
  ["172.16.0.1", false],
  ["172.31.255.255", false],
  ["192.0.0.8", false],
  ["192.0.2.1", false],
  ["192.168.1.1", false],
  ["198.18.0.1", false],
  ["198.51.100.1", false],
  ["203.0.113.1", false],
  ["224.0.0.1", false],
  ["240.0.0.1", false],
  ["255.255.255.255", false],
  ["::", false],
  ["::1", false],
  ["::ffff:8.8.8.8", false],
  ["::ffff:10.0.0.5", false],
  ["::10.0.0.5", false],
  ["64:ff9b::10.0.0.5", false],
  ["64:ff9b::a9fe:a9fe", false],
  ["64:ff9b:1::808:808", false],
  ["2002:a00:5::1", false],
  ["2002:a9fe:a9fe::", false],
  ["2002:c0a8:101::1", false],
  ["2001::1", false],
  ["2001:db8::1", false],
  ["3fff::1", false],
  ["fd00:ec2::254", false],
  ["fe80::1", false],
  ["fe80::1%eth0", false],
  ["2a00:1450:4007::1%eth0", false],
  ["ff02::1", false],
  ["100::1", false],
  ["not an address", false],
])("the address %s is public: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

test("a public name is asked at all its addresses", async () => {
  expect(
    await checkedPlace(
      base,
      rules(async () => ["8.8.8.8", "2a00:1450:4007::1"]),
    ),
  ).toEqual({
    baseUrl: base,
    addresses: [
      { address: "8.8.8.8", family: 4 },
      { address: "2a00:1450:4007::1", family: 6 },
    ],
  });
});

test.each([
  ["an inner address", ["10.0.0.5"]],
  ["one inner address among public ones", ["8.8.8.8", "169.254.169.254"]],
  ["an inner address in the other family", ["8.8.8.8", "fd00::1"]],
])("declarations#10 a host with %s is refused", async (_title, addresses) => {
  await expect(
    checkedPlace(
      base,
      rules(async () => addresses),
    ),
  ).rejects.toMatchObject({
    code: "forbidden_host",
  });
});

test("declarations#10 a host that is public at the first lookup and inner at the second is refused then", async () => {
  const answers = [["8.8.8.8"], ["10.0.0.5"]];
  const resolve = async () => answers.shift() ?? [];
  expect(await checkedPlace(base, rules(resolve))).toMatchObject({ addresses: [{ address: "8.8.8.8" }] });
  // One lookup per request: nothing is asked of the name between the check and the connection.
  expect(answers).toHaveLength(1);
  await expect(checkedPlace(base, rules(resolve))).rejects.toMatchObject({ code: "forbidden_host" });
});

test("a name nobody knows cannot be reached", async () => {
  await expect(
    checkedPlace(
      base,
      rules(async () => []),
    ),
  ).rejects.toMatchObject({ code: "unreachable_host" });
});

test.each([
  "http://billetterie.exemple.example/api/v2",
  "https://billetterie.exemple.example:8443/api/v2",
  "https://user@billetterie.exemple.example/api/v2",
  "https://10.0.0.5/api/v2",
  "https://guichet.example/api/v2",
  "https://files.guichet.example/api/v2",
  "no address",
])("%s is never looked up", async (address) => {
  let looked = 0;
  const resolve = async () => {
    looked += 1;
    return ["8.8.8.8"];
  };
  await expect(checkedPlace(address, rules(resolve))).rejects.toMatchObject({ code: "forbidden_host" });
  expect(looked).toBe(0);
});

test("a host of the list stands on this machine, and no other does", async () => {
  const development = {
    ...rules(async () => ["127.0.0.1"]),
    developmentHosts: { "billetterie.exemple.example": "http://127.0.0.1:4711/" },
  };
  expect(await checkedPlace(base, development)).toEqual({ baseUrl: "http://127.0.0.1:4711/api/v2" });
  for (const other of ["https://x.billetterie.exemple.example/api/v2", "https://constructor/api/v2"])
    await expect(checkedPlace(other, development)).rejects.toMatchObject({ code: "forbidden_host" });
});

/** A name server (RFC 1035) that answers by kind of question (1 = A, 28 = AAAA): data of records, or a refusal code. */
const aNameServer = async (answers: Record<number, readonly (readonly number[])[] | number>) => {
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    const nameEnd = question.indexOf(0, 12) + 1;
    const kind = question.readUInt16BE(nameEnd);
    const said = answers[kind] ?? [];
    const records = typeof said === "number" ? [] : said;
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(0x8180 | (typeof said === "number" ? said : 0), 2);
    for (const [at, count] of [1, records.length, 0, 0].entries()) head.writeUInt16BE(count, 4 + at * 2);
    const resource = (data: readonly number[]) =>
      Buffer.from([0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 60, 0, data.length, ...data]);
    const parts = [head, question.subarray(12, nameEnd + 4), ...records.map(resource)];
    socket.send(Buffer.concat(parts), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    resolve: resolveByDns([`127.0.0.1:${socket.address().port}`]),
    [Symbol.dispose]: () => void socket.close(),
  };
};
const six = (...bytes: number[]) => [...bytes, ...Array<number>(16 - bytes.length).fill(0)];

test("addresses of both families are asked of the name servers", async () => {
  using both = await aNameServer({ 1: [[8, 8, 8, 8]], 28: [six(0x2a, 0, 0x14, 0x50)] });
  expect(await both.resolve("billetterie.exemple.example")).toEqual(["8.8.8.8", "2a00:1450::"]);
  using four = await aNameServer({
    1: [
      [8, 8, 8, 8],
      [10, 0, 0, 5],
    ],
  });
  expect(await four.resolve("billetterie.exemple.example")).toEqual(["8.8.8.8", "10.0.0.5"]);
  await expect(checkedPlace(base, rules(four.resolve))).rejects.toMatchObject({ code: "forbidden_host" });
});

test("a name that does not exist has none, and a server that fails proves nothing", async () => {
  using nobody = await aNameServer({ 1: 3, 28: 3 });
  expect(await nobody.resolve("billetterie.exemple.example")).toEqual([]);
  using half = await aNameServer({ 1: [[8, 8, 8, 8]], 28: 2 });
  await expect(half.resolve("billetterie.exemple.example")).rejects.toMatchObject({
    code: "unreachable_host",
  });
});
