/** `npm run reset`: empties everything a local run kept: database, files, mailbox, keys. */
import { join } from "node:path";
import { AlreadyRunning, eraseDataFolder } from "./data-folder.ts";

try {
  await eraseDataFolder(join(import.meta.dirname, "../../.guichet"));
  console.log("  Les données locales sont effacées. `npm start` repart de zéro.");
} catch (error) {
  if (!(error instanceof AlreadyRunning)) throw error;
  console.error(`  Guichet tourne (processus ${error.pid}) : arrêtez-le d’abord (Ctrl-C).`);
  process.exit(1);
}
