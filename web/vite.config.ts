import { fileURLToPath } from 'node:url'
import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { ownFonts } from './own-fonts'

export default defineConfig({
  base: '/app/',
  // What nobody here uses of Vue and vue-i18n stays out of the build.
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  plugins: [
    ownFonts(),
    vue(),
    Components({ dirs: [], resolvers: [VantResolver({ importStyle: true })], dts: 'src/components.d.ts' }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: null,
      registerType: 'prompt',
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,woff2}'], globIgnores: ['**/charts-*'] },
      manifest: {
        id: '/app/',
        name: 'Banister 扶手',
        short_name: 'Banister',
        lang: 'zh-CN',
        description: '家里老人的状态，楼栋管家的告警',
        start_url: '/app/',
        scope: '/app/',
        display: 'standalone',
        background_color: '#ffffff',
        theme_color: '#0b5c52',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  build: {
    target: 'es2022',
    // The Content-Security-Policy lets no data: address through, so nothing is inlined.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Charts stand in chunks that a test can tell from the rest, and the worker leaves out of its first load.
            { name: 'charts-library', test: /node_modules\/(echarts|zrender)/, priority: 3 },
            // What most pages share comes in one piece: a slow telephone waits for each request, not for its bytes.
            { name: 'vue', test: /node_modules\/(vue|@vue|vue-router|vue-i18n|@intlify)\//, priority: 2 },
            {
              name: 'shared',
              test: /\/src\/(api|parts|family)\/(?!charts-|ChartView)|node_modules\/(vant|@vant|eventsource-parser)\/|plugin-vue/,
              minShareCount: 2,
              priority: 1,
            },
          ],
        },
      },
    },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
})
