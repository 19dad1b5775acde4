/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the mini program finds the server; H5 talks to its own origin. */
  readonly VITE_API_BASE?: string
}
