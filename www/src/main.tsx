import { render } from 'preact';

import init from '../../pkg/vaultlab.js';
import moduleUrl from '../../pkg/vaultlab_bg.wasm?url';

/** Holds the place of the page: it shows that the engine has loaded. */
function App() {
  return (
    <main>
      <h1>Vaultlab</h1>
      <p>The engine is loaded.</p>
    </main>
  );
}

const app = document.getElementById('app');
if (app === null) throw new Error('index.html has no #app');
await init({ module_or_path: moduleUrl });
render(<App />, app);
