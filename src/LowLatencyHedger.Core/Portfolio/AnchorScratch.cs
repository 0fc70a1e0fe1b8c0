using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// Room to work in while blocks of options are valued, shared by all expiries: what the kernel wrote last, and running sums in four
/// lanes. The number and order of additions does not depend on the machine's vector width. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class AnchorScratch
{
    private const int SumLanes = 4;

    private readonly double[] _outputs = new double[AnchorKernel.OutputColumns * AnchorKernel.Lanes];
    private readonly double[] _sums = new double[AnchorKernel.OutputColumns * SumLanes];
    private readonly double[] _pair = new double[AnchorKernel.InputColumns * AnchorKernel.Lanes];

    /// <summary>Columns of the kernel, to be written.</summary>
    public Span<double> Outputs => _outputs;

    /// <summary>Inputs of two options in the first two lanes: what one was, and what it is.</summary>
    public ReadOnlySpan<double> Pair => _pair;

    public double Output(int term, int lane) => _outputs[(term * AnchorKernel.Lanes) + lane];

    /// <summary>Puts one option into a lane of the pair.</summary>
    public void SetPair(int lane, OptionBlocks blocks, int place)
    {
        for (var column = 0; column < AnchorKernel.InputColumns; column++)
        {
            // The lanes that are not asked for need sound inputs too.
            var value = blocks.Input(place, column);
            _pair.AsSpan((column * AnchorKernel.Lanes) + lane, lane == 0 ? AnchorKernel.Lanes : 1).Fill(value);
        }
    }

    /// <summary>Adds the outputs, times the quantities, to the running sums; bounds times their magnitudes.</summary>
    public void Accumulate(ReadOnlySpan<double> quantities)
    {
        Invariant.That(quantities.Length == AnchorKernel.Lanes, "one quantity a lane");
        ref var quantity = ref MemoryMarshal.GetReference(quantities);
        ref var output = ref MemoryMarshal.GetArrayDataReference(_outputs);
        ref var sum = ref MemoryMarshal.GetArrayDataReference(_sums);
        var low = Vector256.LoadUnsafe(ref quantity);
        var high = Vector256.LoadUnsafe(ref quantity, SumLanes);
        Accumulate(ref output, ref sum, low, high, 0, (nuint)AnchorTerm.BoundMove);
        Accumulate(ref output, ref sum, Vector256.Abs(low), Vector256.Abs(high), (nuint)AnchorTerm.BoundMove, AnchorKernel.OutputColumns);
    }

    /// <summary>Moves the running sums over.</summary>
    public void Flush(ref AnchoredSums target)
    {
        for (var term = 0; term < AnchorKernel.OutputColumns; term++)
        {
            var lanes = _sums.AsSpan(term * SumLanes, SumLanes);
            target[term] += (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
        }

        _sums.AsSpan().Clear();
    }

    private static void Accumulate(
        ref double output, ref double sum, Vector256<double> low, Vector256<double> high, nuint first, nuint end)
    {
        for (var term = first; term < end; term++)
        {
            var total = Vector256.LoadUnsafe(ref sum, term * SumLanes);
            total = Vector256.FusedMultiplyAdd(low, Vector256.LoadUnsafe(ref output, term * AnchorKernel.Lanes), total);
            total = Vector256.FusedMultiplyAdd(high, Vector256.LoadUnsafe(ref output, (term * AnchorKernel.Lanes) + SumLanes), total);
            total.StoreUnsafe(ref sum, term * SumLanes);
        }
    }
}
