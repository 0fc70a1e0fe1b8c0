using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// How the settlement currency and the numeraire turn Greeks into hedge targets. An inverse option pays in coins; its value in USD is
/// ordinary Black-76, its value in coins p = V/F moves by F dp/dF = delta - p, the premium-adjusted delta, which the hedge of an inverse
/// book uses in every numeraire; the numeraire decides how much of the account's equity is hedged beside it. Linear contracts use the
/// plain Greeks.
/// <para>Let h be the fraction of equity hedged into USD, E the equity in coins with option values and futures profit included, D the sum
/// of the hedge deltas of all positions in coins. The book is hedged when h E + D = 0.</para>
/// Pure functions. Source: C. Alexander and A. Imeraj, "Inverse options in a Black-Scholes world", arXiv 2107.12041 (2021); the mixed
/// case is derived in each member's remarks.
/// </summary>
[HotPath]
public static class Numeraires
{
    /// <summary>The fraction of equity that the two pure numeraires hedge into USD.</summary>
    public static double UsdFraction(Numeraire numeraire) => numeraire == Numeraire.Usd ? 1.0 : 0.0;

    /// <summary>
    /// Delta and gamma that the hedge of one option uses.
    /// </summary>
    /// <remarks>
    /// Inverse: d/dF (h p + delta_pa), with dp/dF = delta_pa/F and d delta_pa/dF = gamma - delta_pa/F, is gamma - (1 - h) delta_pa/F:
    /// in USD the plain gamma, in coins the coin gamma.
    /// </remarks>
    public static HedgeGreeks ForOption(in Greeks greeks, double forward, SettlementStyle style, double usdFraction) =>
        style == SettlementStyle.Inverse
            ? new HedgeGreeks(
                greeks.PremiumAdjustedDelta,
                greeks.Gamma - ((1.0 - usdFraction) * greeks.PremiumAdjustedDelta / forward))
            : new HedgeGreeks(greeks.Delta, greeks.Gamma);

    /// <summary>
    /// Delta and gamma of an inverse future or perpetual of <paramref name="notionalUsd"/> (negative when short).
    /// </summary>
    /// <remarks>
    /// Its profit N (1/F0 - 1/F) coins has the delta N/F coins and is linear in USD, so it has no gamma for a USD numeraire; in coins N/F
    /// shrinks as F rises.
    /// </remarks>
    public static HedgeGreeks ForInverseFuture(double notionalUsd, double price, double usdFraction)
    {
        var delta = notionalUsd / price;
        return new HedgeGreeks(delta, -(1.0 - usdFraction) * delta / price);
    }

    /// <summary>Value in coins.</summary>
    public static double CoinPrice(in Greeks greeks, double forward) => greeks.Price / forward;

    /// <summary>d delta_pa/dF = gamma - delta_pa/F.</summary>
    public static double CoinGamma(in Greeks greeks, double forward) => greeks.Gamma - (greeks.PremiumAdjustedDelta / forward);

    /// <summary>F^2 d2p/dF2 = F gamma - 2 delta_pa: curvature of the value in coins for relative moves.</summary>
    public static double CoinConvexity(in Greeks greeks, double forward) =>
        (forward * greeks.Gamma) - (2.0 * greeks.PremiumAdjustedDelta);

    /// <summary>
    /// The signed USD notional of inverse futures that hedges the book: -P (h E + D), where D leaves out the futures being sized.
    /// </summary>
    public static double InverseHedgeNotional(double equityCoins, double deltaCoins, double futurePrice, double usdFraction) =>
        -futurePrice * ((usdFraction * equityCoins) + deltaCoins);
}
