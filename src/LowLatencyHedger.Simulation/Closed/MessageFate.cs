namespace LowLatencyHedger.Simulation.Closed;

/// <summary>What becomes of one message between an engine and the venue. As made, it travels as usual.</summary>
public struct MessageFate
{
    /// <summary>The text as it was sent; put another one in its place to alter it.</summary>
    public byte[] Bytes;

    /// <summary>It never arrives, and the connection lives on.</summary>
    public bool IsLost;

    /// <summary>It arrives a second time, right after.</summary>
    public bool IsDoubled;

    /// <summary>It arrives this much later; messages behind it pass it.</summary>
    public long DelayNanos;

    /// <summary>A text that the engine gets in reply, whatever the venue does; null for none.</summary>
    public byte[]? Answer;

    /// <summary>The venue ends the connection once this message has been dealt with.</summary>
    public bool EndsConnection;
}

/// <summary>Decides about every message of one link, as it is sent.</summary>
public interface ILinkFaults
{
    /// <summary>A message leaves the engine.</summary>
    void ToVenue(ref MessageFate fate);

    /// <summary>A message leaves the venue.</summary>
    void ToEngine(ref MessageFate fate);
}
