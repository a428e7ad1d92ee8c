import type { RemoteProvider } from "../../../../shared/declarations/enums.ts";
import { billetweb } from "./billetweb.ts";
import type { Connector } from "./contract.ts";
import { type HelloAssoOptions, type HelloAssoSessions, helloAsso } from "./helloasso.ts";
import { mapado } from "./mapado.ts";
import { shotgun } from "./shotgun.ts";
import { statementClosing } from "./statement-closing.ts";

/** The file of each vendor. */
export const connectorOf = (provider: RemoteProvider, options: HelloAssoOptions): Connector => {
  switch (provider) {
    case "BILLETWEB":
      return billetweb;
    case "HELLOASSO":
      return helloAsso(options);
    case "MAPADO":
      return mapado;
    case "SHOTGUN":
      return shotgun;
    case "SOTICKET":
    case "SUPERSONIKS":
      return statementClosing(provider, options.now);
  }
};

const unasked = () => Promise.reject(new Error("whoever maps does not ask the vendor"));
const noSessions: HelloAssoSessions = { read: unasked, keep: unasked };

/** What of a vendor needs no Internet: how often it may be asked, and what its pages mean. */
export const rulesOf = (provider: RemoteProvider): Pick<Connector, "limits" | "map"> =>
  connectorOf(provider, { now: () => new Date(), sessions: noSessions });
