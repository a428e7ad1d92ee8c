import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type {
  ChangeConnection,
  ChangeCredentials,
  ConnectAccount,
  Connections,
  ConnectionView,
  Disconnect,
  OurAddress,
  RunView,
  TestAccount,
  TestedAccount,
} from "../../../../shared/declarations/connections.ts";
import { call } from "../../../app/api.ts";

const everyMinute = 60_000;
const everyTwoSeconds = 2_000;

const connectionsKey = (organisation: string) => ["declarations", "connections", organisation];

/** Accounts and their last readings; often while one is open. */
export const connectionsQuery = (organisation: string) =>
  queryOptions({
    queryKey: connectionsKey(organisation),
    queryFn: ({ signal }) =>
      call<Connections>("GET", `/api/declarations/connections?organisation=${organisation}`, undefined, {
        signal,
        background: true,
      }),
    refetchInterval: ({ state }) =>
      state.data?.accounts.some(({ connection }) => connection?.openRun) ? everyTwoSeconds : everyMinute,
  });

/** Address that some vendors must let in. */
export const ourAddressQuery = queryOptions({
  queryKey: ["declarations", "our-address"],
  queryFn: ({ signal }) => call<OurAddress>("GET", "/api/ticketing/address", undefined, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Asks the vendor with these codes, in two steps: who may ask, then the question. The codes go nowhere else. */
export const testAccount = async (
  organisationId: string,
  codes: Omit<TestAccount, "ticket">,
): Promise<TestedAccount> => {
  const { ticket } = await call<{ ticket: string }>("POST", "/api/declarations/connections/ticket", {
    organisationId,
  });
  return call<TestedAccount>("POST", "/api/ticketing/test", { ticket, ...codes });
};

export const connectAccount = (input: ConnectAccount) =>
  call<ConnectionView>("POST", "/api/declarations/connections", input);

const onConnection = (id: string, act: string) => `/api/declarations/connections/${id}${act}` as const;

export const changeCredentials = ({ connectionId, ...input }: ChangeCredentials) =>
  call<ConnectionView>("POST", onConnection(connectionId, "/credentials"), input);
export const changeConnection = ({ connectionId, ...input }: ChangeConnection) =>
  call<ConnectionView>("POST", onConnection(connectionId, ""), input);
export const disconnect = ({ connectionId, ...input }: Disconnect) =>
  call<ConnectionView>("POST", onConnection(connectionId, "/disconnect"), input);
export const startRun = (connectionId: string, showId?: string) =>
  call<RunView>("POST", onConnection(connectionId, "/runs"), showId ? { showId } : {});
export const cancelRun = (id: string) => call<RunView>("POST", `/api/declarations/runs/${id}/cancel`);

/** What a reading or an account changes is read again. */
export const rereadAccounts = (client: QueryClient) =>
  void client.invalidateQueries({ queryKey: ["declarations"] });
