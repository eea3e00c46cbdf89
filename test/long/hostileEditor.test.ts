import { meetInEditor } from '../hostile/editor';

meetInEditor('all hostile folders in the editor', ({ inEditor }) => inEditor !== false);
