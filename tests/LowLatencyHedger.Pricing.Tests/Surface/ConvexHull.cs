using LowLatencyHedger.Pricing.Surface;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>
/// Whether any curve without butterfly arbitrage passes between bids and asks. Call prices over the forward must fall and be convex in the
/// strike, from 1 at strike 0. The largest such curve below all asks is their lower convex hull; there is a curve if and only if the hull
/// is above all bids. Knows nothing of smiles.
/// </summary>
internal static class ConvexHull
{
    public static bool AdmitsCurve(SviQuote[] quotes, double years)
    {
        var sorted = quotes.Where(quote => quote.AskVolatility > 0.0).OrderBy(quote => quote.LogMoneyness).ToArray();
        var root = Math.Sqrt(years);
        (double X, double Y)[] asks =
        [
            (0.0, 1.0), .. sorted.Select(quote => (Math.Exp(quote.LogMoneyness), Call(quote.LogMoneyness, quote.AskVolatility * root))),
        ];
        var lowest = asks.Min(point => point.Y);
        var far = asks[^1].X + 1.0;
        var hull = Hull([.. asks, (far, lowest)]);
        return sorted.All(quote =>
        {
            var bid = Call(quote.LogMoneyness, quote.BidVolatility * root);
            return At(hull, Math.Exp(quote.LogMoneyness)) >= bid - 1e-12;
        });
    }

    /// <summary>A call's value over the forward.</summary>
    public static double Call(double logMoneyness, double deviation)
    {
        var otm = deviation > 0.0 ? Math.Exp(0.5 * logMoneyness) * NormalisedBlack.Value(-Math.Abs(logMoneyness), deviation) : 0.0;
        return otm + Math.Max(0.0, 1.0 - Math.Exp(logMoneyness));
    }

    private static List<(double X, double Y)> Hull((double X, double Y)[] points)
    {
        var hull = new List<(double X, double Y)>();
        foreach (var point in points)
        {
            while (hull.Count >= 2 && Slope(hull[^2], hull[^1]) >= Slope(hull[^2], point))
            {
                hull.RemoveAt(hull.Count - 1);
            }

            hull.Add(point);
        }

        return hull;
    }

    private static double Slope((double X, double Y) a, (double X, double Y) b) =>
        b.X > a.X ? (b.Y - a.Y) / (b.X - a.X) : b.Y > a.Y ? double.PositiveInfinity : double.NegativeInfinity;

    private static double At(List<(double X, double Y)> hull, double x)
    {
        for (var i = 1; i < hull.Count; i++)
        {
            if (x <= hull[i].X)
            {
                return hull[i - 1].Y + ((x - hull[i - 1].X) * Slope(hull[i - 1], hull[i]));
            }
        }

        return 0.0;
    }
}
