import { type ConfiguredServices, openings } from "./optional-services.ts";

/** Origins a page of the app talks to, without a slash at the end. */
export interface PageOrigins {
  app: string;
  /** Serves the sandboxed frames. */
  files: string;
  /** Receives uploads and serves downloads by presigned addresses. */
  s3: string | readonly string[];
  /** Services of other companies, when this deployment has some. */
  services?: ConfiguredServices;
}

/** What a page may ask of the device: passkeys and copying on our own pages, nothing else anywhere. */
const permissions = {
  self: ["clipboard-write", "fullscreen", "publickey-credentials-create", "publickey-credentials-get"],
  nobody: [
    "accelerometer",
    "ambient-light-sensor",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
  ],
};

/**
 * Response headers of every page of the app origin, the same from CloudFront and from the local edge.
 * No inline script or style, no foreign script but that of a configured chat, no framing of the app by anyone, no address told to other sites (some
 * pages open by a secret in theirs). HSTS and the upgrade of plain requests only where the app itself is on https.
 */
export const securityHeaders = (origins: PageOrigins): Record<string, string> => {
  const secure = origins.app.startsWith("https:");
  const s3 = [origins.s3].flat().join(" ");
  const { scripts, connections, frames, images } = openings(
    origins.services ?? { told: {}, chatOrigins: [] },
  );
  const policy = [
    "default-src 'self'",
    ["script-src 'self'", ...scripts].join(" "),
    "style-src 'self'",
    [`img-src 'self' data: blob: ${origins.files} ${s3}`, ...images].join(" "),
    "font-src 'self'",
    [`connect-src 'self' ${s3}`, ...connections].join(" "),
    // A PDF that the API writes is shown from the page's own memory: the API's answers are never framed.
    [`frame-src blob: ${origins.files} ${s3}`, ...frames].join(" "),
    "worker-src 'self'",
    "manifest-src 'self'",
    "media-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": [
      ...permissions.self.map((feature) => `${feature}=(self)`),
      ...permissions.nobody.map((feature) => `${feature}=()`),
    ].join(", "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
    ...(secure ? { "strict-transport-security": "max-age=63072000; includeSubDomains" } : {}),
  };
};

/** Logos of organisations: shown by mail programs on pages of other sites, so only these may be taken from there. */
export const logosPath = "/logos/";
/** The headers of a logo: those of a page, but any site may show the picture. */
export const logoHeaders = (ofPages: Readonly<Record<string, string>>): Record<string, string> => ({
  ...ofPages,
  "cross-origin-resource-policy": "cross-origin",
});
