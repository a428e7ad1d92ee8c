import { setFlagsFromString } from "node:v8";

// Lambda lets the young heap grow to a fifth of the memory; one request at a time never needs it (bench: memory).
setFlagsFromString("--semi-space-growth-factor=1");
