#!/usr/bin/env node
'use strict';
// On which Node.js this runs was decided with the lock file; in an incident, nobody needs to read of its future.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
require('./register');
require('../scripts/cli/main');
