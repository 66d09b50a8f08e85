#include "sluice/sluice.h"
