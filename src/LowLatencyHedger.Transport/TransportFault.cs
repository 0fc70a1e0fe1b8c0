namespace LowLatencyHedger.Transport;

/// <summary>What exactly went wrong, where <see cref="DisconnectionType"/> is too coarse to act on.</summary>
public enum TransportFault : byte
{
    None,

    /// <summary>The host name does not resolve.</summary>
    NameNotResolved,

    /// <summary>No address of the host took the TCP connection.</summary>
    ConnectFailed,

    /// <summary>TCP, TLS and websocket handshake together took longer than the connect deadline.</summary>
    ConnectTimeout,

    /// <summary>The TLS handshake failed, for a reason other than the certificate.</summary>
    TlsFailed,

    /// <summary>The certificate chain ends in no trusted root, or is expired or broken.</summary>
    CertificateUntrusted,

    /// <summary>The certificate is for another host name.</summary>
    CertificateNameMismatch,

    /// <summary>The server answered the upgrade with another status than 101.</summary>
    UpgradeRefused,

    /// <summary>The server's 101 answer is malformed, too long, or not the answer to this request.</summary>
    UpgradeInvalid,

    /// <summary>
    /// The peer broke RFC 6455, sent invalid UTF-8, a binary frame, or a message over the cap; the close code says which.
    /// </summary>
    ProtocolError,

    /// <summary>The peer ended the TCP connection without a close frame.</summary>
    EndOfStream,

    /// <summary>The socket reported an error.</summary>
    SocketError,

    /// <summary>The peer did not answer the close frame in time.</summary>
    CloseTimeout,

    /// <summary>The owner dropped the connection.</summary>
    Aborted,
}
