import type { ReviewContext } from '../../core/ports';
import type { HttpClient } from '../http/httpClient';
import type { Server } from '../http/server';
import { isLoaded } from './modelInfo';

/** Tells when a request waits for its model to be loaded. */
export interface ModelLoading {
  /** Begins with a request; what it returns is called at the first content and at the end. */
  watch(signal: AbortSignal, waiting: ReviewContext['waiting']): () => void;
}

/**
 * Until an Ollama server has answered once, asks it beside the first requests whether the model is in memory, to say
 * what the long wait is for when it is not.
 */
export function createModelLoading(http: HttpClient, server: Server, model: string): ModelLoading {
  let inMemory: Promise<boolean> | undefined;
  let answered = false;
  return {
    watch(signal, waiting) {
      let over = answered;
      let told = false;
      if (!over) {
        inMemory ??= isLoaded(http, server, model, signal);
        void inMemory.then((loaded) => {
          if (!loaded && !over) {
            told = true;
            waiting('model load');
          }
        });
      }
      return () => {
        answered = true;
        over = true;
        if (told) {
          told = false;
          waiting(undefined);
        }
      };
    },
  };
}
