import { watchDisplaySettings } from "../display-settings.ts";

watchDisplaySettings();
