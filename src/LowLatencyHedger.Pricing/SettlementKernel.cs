using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>What the options of one expiry share at one moment of their settlement window.</summary>
/// <param name="index">The price index, positive.</param>
/// <param name="runningAverage">As in <see cref="SettlementInput"/>, positive.</param>
/// <param name="elapsedFraction">As in <see cref="SettlementInput"/>.</param>
/// <param name="remainingYears">Positive.</param>
/// <param name="style">Of all options.</param>
[HotPath]
public readonly struct SettlementPoint(
    double index, double runningAverage, double elapsedFraction, double remainingYears, SettlementStyle style)
{
    public readonly double Index = index;

    public readonly double Open = 1.0 - elapsedFraction;

    public readonly double Expected = (elapsedFraction * runningAverage) + ((1.0 - elapsedFraction) * index);

    public readonly double Years = Math.Max(remainingYears, Black76.YearsMin);

    public readonly SettlementStyle Style = style;

    internal readonly double PerVolatility =
        (1.0 - elapsedFraction) * index * Math.Sqrt(Math.Max(remainingYears, Black76.YearsMin) / 3.0);
}

/// <summary>
/// <see cref="SettlementWindow"/> for eight options at a time, in the columns of <see cref="AnchorKernel"/>. Here the delta turns within
/// a few basis points and decays with every second, so nothing is expanded: the values hold at the point and nowhere else, and the
/// columns of slopes in time and of bounds are zero. Any thread; allocates nothing.
/// </summary>
public static class SettlementKernel
{
    [HotPath]
    public static void Evaluate(in SettlementPoint point, ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        Invariant.That(
            inputs.Length >= AnchorKernel.InputColumns * AnchorKernel.Lanes && outputs.Length >= AnchorKernel.OutputColumns * AnchorKernel.Lanes,
            "a block has all of its columns");
        outputs[..(AnchorKernel.OutputColumns * AnchorKernel.Lanes)].Clear();
        ref var input = ref MemoryMarshal.GetReference(inputs);
        ref var output = ref MemoryMarshal.GetReference(outputs);
        if (Vector512.IsHardwareAccelerated)
        {
            Evaluate<Lanes512>(in point, ref input, ref output, 0);
            return;
        }

        Evaluate<Lanes256>(in point, ref input, ref output, 0);
        Evaluate<Lanes256>(in point, ref input, ref output, AnchorKernel.Lanes / 2);
    }

    [HotPath]
    private static void Evaluate<T>(in SettlementPoint point, ref double inputs, ref double outputs, nuint lane)
        where T : struct, ILanes<T>
    {
        var one = T.All(1.0);
        var zero = T.All(0.0);
        var volatility = Load<T>(AnchorKernel.Volatility, ref inputs, lane);
        var strike = Load<T>(AnchorKernel.Strike, ref inputs, lane);
        var sign = Load<T>(AnchorKernel.Sign, ref inputs, lane);
        var perVolatility = T.All(point.PerVolatility);
        var open = T.All(point.Open);
        var expected = T.All(point.Expected);
        var perIndex = T.All(1.0 / point.Index);
        var free = volatility * perVolatility;
        var floor = T.All(Black76.StandardDeviationMin * point.Index);
        var deviation = T.Max(free, floor);
        var perDeviation = one / deviation;
        var excess = expected - strike;
        var z = excess * perDeviation;
        var pdf = LaneKernel.Pdf(z);
        var tail = pdf * LaneKernel.Mills(T.Abs(z));
        var cdf = T.Select(sign * z, one - tail, tail);
        var timeValue = T.Max((deviation * pdf) - (T.Abs(excess) * tail), zero);
        var price = T.Max(sign * excess, zero) + timeValue;

        var isInverse = point.Style == SettlementStyle.Inverse;
        var plain = sign * open * cdf;
        var adjusted = plain - (open * price / expected);
        var delta = isInverse ? adjusted : plain;
        var gamma = open * open * T.All(point.Index) * pdf * perDeviation;
        var vega = perVolatility * pdf * perIndex;
        var smile = Load<T>(AnchorKernel.VolPerLogForward, ref inputs, lane) * vega;
        Store(AnchorTerm.Delta, delta + smile, ref outputs, lane);
        Store(AnchorTerm.DeltaSlope, isInverse ? gamma - adjusted : gamma, ref outputs, lane);
        Store(AnchorTerm.Value, price * perIndex, ref outputs, lane);
        Store(AnchorTerm.ValueSlope, adjusted, ref outputs, lane);
        Store(AnchorTerm.Theta, T.All(-1.5 / point.Years) * vega * volatility, ref outputs, lane);
        Store(AnchorTerm.Gamma, gamma, ref outputs, lane);
        Store(AnchorTerm.Vega, vega, ref outputs, lane);

        // An error of the excess, divided by the deviation, goes through the density, which is at most exp(-z^2/4). At the floor the
        // deviation is arbitrary, and the delta that of a step.
        var envelope = LaneKernel.Exp(T.All(-0.25) * T.Min(z * z, T.All(2400.0)));
        var amplification = T.Select(free - floor, T.All(2.0), T.All(64.0)) * envelope * (one + ((expected + strike) * perDeviation));
        var size = T.All(2.0) + (price * perIndex) + T.Abs(smile);
        Store(AnchorTerm.Scale, (open * size) + ((open + T.Abs(smile)) * amplification), ref outputs, lane);
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Load<T>(int column, ref double inputs, nuint lane)
        where T : struct, ILanes<T> => T.Load(ref inputs, (nuint)(column * AnchorKernel.Lanes) + lane);

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(AnchorTerm term, T value, ref double outputs, nuint lane)
        where T : struct, ILanes<T> => T.Store(value, ref outputs, ((nuint)term * AnchorKernel.Lanes) + lane);
}
