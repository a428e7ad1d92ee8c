/** Origins a page of the app talks to, without a slash at the end. */
export interface PageOrigins {
  app: string;
  /** Serves the sandboxed frames. */
  files: string;
  /** Receives uploads and serves downloads by presigned addresses. */
  s3: string | readonly string[];
}

/** The two constant inline styles react-dsfr writes when it starts; everything else inline is refused. */
const dsfrInlineStyle = "'sha256-HzhUjVBe6Oi2wcxUM7bmy2Rp9VdLMHYDdYr9MalNmOY='";

/**
 * Response headers of every page of the app origin, the same from CloudFront and from the local edge.
 * No inline script, no foreign script, no framing of the app by anyone. HSTS and the upgrade of plain
 * requests only where the app itself is on https.
 */
export const securityHeaders = (origins: PageOrigins): Record<string, string> => {
  const secure = origins.app.startsWith("https:");
  const s3 = [origins.s3].flat().join(" ");
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' ${dsfrInlineStyle}`,
    `img-src 'self' data: blob: ${origins.files} ${s3}`,
    "font-src 'self'",
    `connect-src 'self' ${s3}`,
    `frame-src ${origins.files} ${s3}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    ...(secure ? { "strict-transport-security": "max-age=63072000; includeSubDomains" } : {}),
  };
};
