import { describePart } from './support/histories';

describePart(2);
