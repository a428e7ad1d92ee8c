/** The six ticketing vendors of this machine, each with one account that a visitor can connect. */
import type { TicketingPlaces } from "../../function-environment.ts";
import type { Ports } from "../port-plan.ts";
import { accounts } from "./accounts.ts";
import { startBilletweb } from "./billetweb/server.ts";
import { startHelloAsso } from "./helloasso/server.ts";
import { startMapado } from "./mapado/server.ts";
import { recentAccounts } from "./recent-accounts.ts";
import { startShotgun } from "./shotgun/server.ts";
import { startShop } from "./statements/server.ts";

export interface TicketingVendors {
  billetweb: Awaited<ReturnType<typeof startBilletweb>>;
  helloasso: Awaited<ReturnType<typeof startHelloAsso>>;
  mapado: Awaited<ReturnType<typeof startMapado>>;
  shotgun: Awaited<ReturnType<typeof startShotgun>>;
  supersoniks: Awaited<ReturnType<typeof startShop>>;
  soticket: Awaited<ReturnType<typeof startShop>>;
  /** Where functions find them instead of on the Internet. */
  places: TicketingPlaces;
  stop(): Promise<void>;
}

/** Starts all of them; the scenarios are parsed anew, so that each run begins with the same figures. */
export const startVendors = async (
  ports: Pick<Ports, "billetweb" | "helloasso" | "mapado" | "shotgun" | "supersoniks" | "soticket">,
  host: string,
): Promise<TicketingVendors> => {
  const running: { stop(): Promise<void> }[] = [];
  const started = <T extends { stop(): Promise<void> }>(vendor: T): T => {
    running.push(vendor);
    return vendor;
  };
  const stop = async () => {
    for (const vendor of running.splice(0).reverse()) await vendor.stop();
  };
  const at = (port: number) => ({ port, host });
  const recent = recentAccounts(new Date());
  try {
    const billetweb = started(await startBilletweb(recent.billetweb, at(ports.billetweb)));
    const helloasso = started(await startHelloAsso(recent.helloasso, at(ports.helloasso)));
    const mapado = started(await startMapado(recent.mapado, at(ports.mapado)));
    const shotgun = started(await startShotgun(recent.shotgun, at(ports.shotgun)));
    const supersoniks = started(await startShop(recent.supersoniks, at(ports.supersoniks)));
    const soticket = started(await startShop(recent.soticket, at(ports.soticket)));
    const places: TicketingPlaces = {
      vendors: {
        BILLETWEB: billetweb.url,
        HELLOASSO: helloasso.url,
        MAPADO: mapado.url,
        SHOTGUN: `${shotgun.url}/api/shotgun`,
      },
      shops: { [accounts.shops.supersoniks]: supersoniks.url, [accounts.shops.soticket]: soticket.url },
    };
    return { billetweb, helloasso, mapado, shotgun, supersoniks, soticket, places, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
