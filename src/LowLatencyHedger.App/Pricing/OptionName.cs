using System.Globalization;
using System.Text.RegularExpressions;
using LowLatencyHedger.Pricing;

namespace LowLatencyHedger.App.Pricing;

/// <summary>
/// What the name of an option says: <c>BTC-27FEB26-100000-C</c> is settled in the coin, <c>XRP_USDC-30JUN23-0d625-C</c> in USDC with a
/// strike of 0.625. The expiry is 08:00 UTC of the named day.
/// </summary>
internal readonly partial record struct OptionName(OptionKind Kind, SettlementStyle Style, double Strike, long ExpiryUtcMillis)
{
    private const double MillisPerYear = 365.0 * 86_400_000.0;

    private static readonly TimeOnly s_expiryTime = new(8, 0);

    public static bool TryParse(string text, out OptionName name)
    {
        name = default;
        var match = Pattern().Match(text);
        if (!match.Success
            || !DateOnly.TryParseExact(match.Groups["day"].Value, "dMMMyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !double.TryParse(
                match.Groups["strike"].Value.Replace('d', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var strike)
            || strike == 0.0 || double.IsInfinity(strike))
        {
            return false;
        }

        name = new OptionName(
            match.Groups["kind"].Value == "C" ? OptionKind.Call : OptionKind.Put,
            match.Groups["quote"].Success ? SettlementStyle.Linear : SettlementStyle.Inverse,
            strike,
            new DateTimeOffset(day, s_expiryTime, TimeSpan.Zero).ToUnixTimeMilliseconds());
        return true;
    }

    /// <summary>Years of 365 days; negative after the expiry.</summary>
    public double YearsFrom(long utcMillis) => (ExpiryUtcMillis - utcMillis) / MillisPerYear;

    [GeneratedRegex(
        @"\A[A-Z0-9]+(?<quote>_[A-Z0-9]+)?-(?<day>[0-9]{1,2}[A-Z]{3}[0-9]{2})-(?<strike>[0-9]+(d[0-9]+)?)-(?<kind>[CP])\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
