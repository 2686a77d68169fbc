import { defineConfig } from '@hey-api/openapi-ts'

// `make client` writes openapi.json from the code and runs this; a test fails where what it makes is stale.
export default defineConfig({
  input: process.env.BANISTER_OPENAPI ?? 'openapi.json',
  output: { path: process.env.BANISTER_CLIENT_OUT ?? 'src/api/made', clean: true },
  plugins: [
    { name: '@hey-api/client-fetch', baseUrl: false, throwOnError: true },
    { name: '@hey-api/typescript', enums: false },
    { name: '@hey-api/sdk' },
  ],
})
