import '@mantine/core/styles.css';
import './parts/colors.css';
import './parts/zodWithoutJit.ts';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './app/router.ts';
import { ApiFailure } from './parts/api.ts';
import { startLanguage } from './parts/language.ts';
import { theme, variables } from './parts/theme.ts';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refuses it will refuse again; only a lost connection is worth another try.
      retry: (count, error) => count < 2 && (!(error instanceof ApiFailure) || error.status === 0),
      retryDelay: 500,
    },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('broken invariant: index.html has no #root');
await startLanguage();
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
