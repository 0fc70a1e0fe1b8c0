namespace LowLatencyHedger.Pricing;

/// <summary>The columns of <see cref="ExpiryGreeks"/>; units as in <see cref="Greeks"/>.</summary>
public enum Greek : byte
{
    Price = 0,
    Delta = 1,
    PremiumAdjustedDelta = 2,
    Gamma = 3,
    Vega = 4,
    Theta = 5,
    Rho = 6,
    Vanna = 7,
    Volga = 8,
    Charm = 9,
    Speed = 10,
    Color = 11,
    Zomma = 12,
    Ultima = 13,
    Veta = 14,
}
