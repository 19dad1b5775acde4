import antfu from '@antfu/eslint-config'

export default antfu(
  {
    type: 'app',
    vue: true,
    typescript: true,
    markdown: false,
    ignores: ['dist', 'src/components.d.ts', '**/schema.d.ts', '**/openapi.json'],
  },
  {
    rules: {
      'ts/no-explicit-any': 'error',
      'no-console': 'error',
      'no-alert': 'error',
    },
  },
  {
    files: ['**/*.vue'],
    rules: {
      'max-lines': ['error', { max: 250 }],
      'vue/require-explicit-emits': 'error',
      'vue/no-v-html': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    // The shapes of the whole interface are one list.
    ignores: ['api-client/**'],
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
)
