import { watchDisplaySettings } from "../display-settings.ts";
import { startOptionalServices } from "../optional-services/start.ts";

watchDisplaySettings();
startOptionalServices();
