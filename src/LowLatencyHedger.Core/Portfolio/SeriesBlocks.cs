using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// Copies of the series of all expiries of a book side by side, four to a block, so that one pass reads them together. Each lane does what
/// <see cref="Anchor.Read"/> does, in the same order: the results are the same to the last bit, whatever the machine's vector width. Thread: the
/// core's only.
/// </summary>
[HotPath]
internal sealed class SeriesBlocks(int capacity)
{
    private const int LanesLog2 = 2;
    private const int Lanes = 1 << LanesLog2;

    // Behind a column for each term: the rest of a series, ...
    private const int AnchorPrice = AnchorKernel.OutputColumns;
    private const int TrustLog = AnchorPrice + 1;
    private const int TrustYears = AnchorPrice + 2;
    private const int LargestError = AnchorPrice + 3;
    private const int ScaleError = AnchorPrice + 4;
    private const int UsdFraction = AnchorPrice + 5;
    private const int CoinPart = AnchorPrice + 6;
    private const int UsdPart = AnchorPrice + 7;

    // ... the moment, ...
    private const int Price = AnchorPrice + 8;
    private const int YearsSince = AnchorPrice + 9;

    // ... and what is read.
    private const int Delta = AnchorPrice + 10;
    private const int PlainGamma = AnchorPrice + 11;
    private const int Vega = AnchorPrice + 12;
    private const int Theta = AnchorPrice + 13;
    private const int Gamma = AnchorPrice + 14;
    private const int Vanna = AnchorPrice + 15;
    private const int CoinValue = AnchorPrice + 16;
    private const int UsdValue = AnchorPrice + 17;
    private const int Bound = AnchorPrice + 18;
    private const int BlockLength = (AnchorPrice + 19) * Lanes;

    private readonly double[] _values = new double[(capacity + Lanes - 1) / Lanes * BlockLength];

    /// <summary>The series of a place changed.</summary>
    /// <param name="place">Which.</param>
    /// <param name="sums">Its terms.</param>
    /// <param name="point">Where it starts.</param>
    /// <param name="style">Of its options.</param>
    /// <param name="usdFraction">Of the equity, hedged.</param>
    /// <param name="largestError">What rounding adds to the bound, of the bounds ...</param>
    /// <param name="scaleError">... and of the terms.</param>
    public void Set(
        int place, in AnchoredSums sums, in AnchorPoint point, SettlementStyle style, double usdFraction, double largestError, double scaleError)
    {
        ref var block = ref _values[Offset(place)];
        for (var term = 0; term < AnchorKernel.OutputColumns; term++)
        {
            At(ref block, term) = sums[term];
        }

        var isInverse = style == SettlementStyle.Inverse;
        At(ref block, AnchorPrice) = point.Forward;
        At(ref block, TrustLog) = point.TrustLog;
        At(ref block, TrustYears) = point.TrustYears;
        At(ref block, LargestError) = largestError;
        At(ref block, ScaleError) = scaleError;
        At(ref block, UsdFraction) = isInverse ? usdFraction : 0;
        At(ref block, CoinPart) = isInverse ? 1 : 0;
        At(ref block, UsdPart) = isInverse ? 0 : 1;
    }

    /// <summary>When a place is to be read.</summary>
    public void MoveTo(int place, double price, double yearsSince)
    {
        ref var block = ref _values[Offset(place)];
        At(ref block, Price) = price;
        At(ref block, YearsSince) = yearsSince;
    }

    /// <summary>Reads the first places, each at its moment. What was not moved there is read in vain.</summary>
    public void Read(int places)
    {
        for (var first = 0; first < places; first += Lanes)
        {
            ReadBlock(ref _values[Offset(first)]);
        }
    }

    /// <summary>Puts what was read of an expiry that is no series in its place.</summary>
    public void Put(int place, in BookSums sums, double bound)
    {
        ref var block = ref _values[Offset(place)];
        At(ref block, Delta) = sums.Delta;
        At(ref block, PlainGamma) = sums.PlainGamma;
        At(ref block, Vega) = sums.Vega;
        At(ref block, Theta) = sums.Theta;
        At(ref block, Gamma) = sums.Gamma;
        At(ref block, Vanna) = sums.Vanna;
        At(ref block, CoinValue) = sums.CoinValue;
        At(ref block, UsdValue) = sums.UsdValue;
        At(ref block, Bound) = bound;
    }

    /// <summary>On the error of the delta of a place.</summary>
    public double BoundOf(int place) => At(ref _values[Offset(place)], Bound);

    /// <summary>Of a place: delta, plain gamma, vega, theta.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Greeks(int place)
    {
        ref var block = ref _values[Offset(place)];
        return Vector256.Create(At(ref block, Delta), At(ref block, PlainGamma), At(ref block, Vega), At(ref block, Theta));
    }

    /// <summary>Of a place: gamma, vanna, value in coins and in USD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> Others(int place)
    {
        ref var block = ref _values[Offset(place)];
        return Vector256.Create(At(ref block, Gamma), At(ref block, Vanna), At(ref block, CoinValue), At(ref block, UsdValue));
    }

    private static void ReadBlock(ref double block)
    {
        var price = Load(ref block, Price);
        var anchorPrice = Load(ref block, AnchorPrice);
        var trustLog = Load(ref block, TrustLog);
        var trustYears = Load(ref block, TrustYears);
        var years = Load(ref block, YearsSince);
        var move = Anchor.LogMove(price, anchorPrice);
        var y = Vector256.Min(Vector256.Max(move, -trustLog), trustLog);
        var s = Vector256.Min(Vector256.Max(years, -trustYears), trustYears);
        var perPrice = Vector256<double>.One / price;

        var deltaSlope = Load(ref block, (int)AnchorTerm.DeltaSlope) + (s * Load(ref block, (int)AnchorTerm.DeltaSlopeTime));
        var deltaCurve = Load(ref block, (int)AnchorTerm.DeltaCurve);
        var deltaThird = Load(ref block, (int)AnchorTerm.DeltaThird);
        var delta = Load(ref block, (int)AnchorTerm.Delta) + (s * Load(ref block, (int)AnchorTerm.DeltaTime))
            + (y * (deltaSlope + (y * (deltaCurve + (y * deltaThird)))));
        var slope = deltaSlope + (y * ((2 * deltaCurve) + (3 * y * deltaThird)));
        var thetaSlope = Load(ref block, (int)AnchorTerm.ThetaSlope);
        var value = Load(ref block, (int)AnchorTerm.Value) + (s * (Load(ref block, (int)AnchorTerm.Theta) + (y * thetaSlope)));
        value += y * (Load(ref block, (int)AnchorTerm.ValueSlope)
            + (y * (Load(ref block, (int)AnchorTerm.ValueCurve) + (y * Load(ref block, (int)AnchorTerm.ValueThird)))));
        var vega = Series(ref block, AnchorTerm.Vega, y, s);
        Store(ref block, Delta, delta);
        Store(ref block, Gamma, (slope + (Load(ref block, UsdFraction) * delta)) * perPrice);
        Store(ref block, PlainGamma, Series(ref block, AnchorTerm.Gamma, y, s) * perPrice);
        Store(ref block, Vega, vega * price);
        Store(ref block, Vanna, vega + Load(ref block, (int)AnchorTerm.VegaSlope) + (2 * y * Load(ref block, (int)AnchorTerm.VegaCurve)));
        Store(ref block, Theta, Series(ref block, AnchorTerm.Theta, y, s) * price);

        y = Vector256.Abs(move);
        s = Vector256.Abs(years);
        var square = y * y;
        var moved = (square * Load(ref block, (int)AnchorTerm.BoundMove)) + (s * Load(ref block, (int)AnchorTerm.BoundMoveTime));
        var remainder = (square * moved) + (s * s * Load(ref block, (int)AnchorTerm.BoundTime));
        var bound = Anchor.Margin * (remainder + Load(ref block, LargestError) + Load(ref block, ScaleError));
        var isWithin = Vector256.LessThanOrEqual(y, trustLog) & Vector256.LessThanOrEqual(s, trustYears);
        Store(ref block, Bound, Vector256.ConditionalSelect(isWithin, bound, Vector256.Create(double.PositiveInfinity)));

        // The other part of a number is zero, and of what is none it is none.
        value = Vector256.ConditionalSelect(isWithin, value, Vector256.Create(double.NaN));
        Store(ref block, CoinValue, value * Load(ref block, CoinPart));
        Store(ref block, UsdValue, value * price * Load(ref block, UsdPart));
    }

    private static Vector256<double> Series(ref double block, AnchorTerm term, Vector256<double> y, Vector256<double> s)
    {
        var first = (int)term;
        return Load(ref block, first) + (y * (Load(ref block, first + 1) + (y * Load(ref block, first + 2)))) + (s * Load(ref block, first + 3));
    }

    private static int Offset(int place) => ((place >> LanesLog2) * BlockLength) + (place & (Lanes - 1));

    private static ref double At(ref double first, int column) => ref Unsafe.Add(ref first, column * Lanes);

    private static Vector256<double> Load(ref double block, int column) => Vector256.LoadUnsafe(ref block, (nuint)(column * Lanes));

    private static void Store(ref double block, int column, Vector256<double> values) => values.StoreUnsafe(ref block, (nuint)(column * Lanes));
}
