using System.Runtime.CompilerServices;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>Position times coefficient, added up over the options of one expiry: a sum for each <see cref="AnchorTerm"/>.</summary>
[HotPath]
[InlineArray(AnchorKernel.OutputColumns)]
internal struct AnchoredSums
{
    private double _first;
}
