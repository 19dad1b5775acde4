import uni from '@uni-helper/eslint-config'

export default uni(
  {
    unocss: false,
    formatters: false,
    ignores: ['dist', 'node_modules', '**/*.md'],
  },
  {
    rules: {
      'max-lines': ['error', { max: 250 }],
      'no-alert': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // The platform folder is the only place that may know which target it runs on.
      'no-restricted-globals': ['error', 'window', 'document', 'navigator', 'location', 'localStorage', 'wx'],
    },
  },
  {
    files: ['src/platform/**', 'tests/**', '**/*.test.ts'],
    rules: { 'no-restricted-globals': 'off', 'max-lines': ['error', { max: 400 }] },
  },
)
