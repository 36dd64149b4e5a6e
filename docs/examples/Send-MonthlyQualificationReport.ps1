<#
.SYNOPSIS
Sends a monthly report of all customers' qualifications by email.

.DESCRIPTION
Writes the report to a folder, compares it with the newest earlier report there, and sends it as an attachment with the figures in the message text.
Schedule it for the first day of a month. Before you run it, connect. For unattended use, connect with Connect-PcAccount -ServicePrincipal, for example.

The script sends the message to an SMTP server, or saves it in the pickup folder of a mail server. To send it in another way, such as with Microsoft
Graph, specify a script block that receives the message (System.Net.Mail.MailMessage).

.EXAMPLE
./Send-MonthlyQualificationReport.ps1 -Folder ./reports -From reports@contoso.com -To sales@contoso.com -SmtpServer smtp.contoso.com -Credential $mailbox

.EXAMPLE
./Send-MonthlyQualificationReport.ps1 -Folder ./reports -From reports@contoso.com -To sales@contoso.com -Send { param($Message) Send-WithGraph $Message }

Send-WithGraph stands for a function of your own.
#>
[CmdletBinding(DefaultParameterSetName = 'Server', SupportsShouldProcess)]
param(
    # The folder of the reports.
    [Parameter(Mandatory)]
    [string] $Folder,

    # The sender's address.
    [Parameter(Mandatory)]
    [string] $From,

    # The recipients' addresses.
    [Parameter(Mandatory)]
    [string[]] $To,

    # The SMTP server, which must support TLS.
    [Parameter(Mandatory, ParameterSetName = 'Server')]
    [string] $SmtpServer,

    # The SMTP server's port.
    [Parameter(ParameterSetName = 'Server')]
    [int] $Port = 587,

    # The credential for the SMTP server. The default is none.
    [Parameter(ParameterSetName = 'Server')]
    [pscredential] $Credential,

    # The pickup folder of a mail server.
    [Parameter(Mandatory, ParameterSetName = 'Pickup')]
    [string] $PickupDirectory,

    # A script block that sends the message in another way.
    [Parameter(Mandatory, ParameterSetName = 'Send')]
    [scriptblock] $Send,

    # The month that the report is named after.
    [datetime] $Month = (Get-Date)
)

$ErrorActionPreference = 'Stop'
$Folder = (New-Item $Folder -ItemType Directory -Force -WhatIf:$false).FullName
$name = 'qualifications-{0}.html' -f $Month.ToString('yyyy-MM', [cultureinfo]::InvariantCulture)
$title = 'Qualifications, {0}' -f $Month.ToString('MMMM yyyy', [cultureinfo]::InvariantCulture)
$earlier = Get-ChildItem $Folder -Filter 'qualifications-????-??.html' | Where-Object Name -LT $name | Sort-Object Name | Select-Object -Last 1
$comparison = if ($earlier) { @{ Compare = $earlier.FullName } } else { @{} }

$qualifications = @(Get-PcCustomer | Get-PcCustomerQualification)
$report = Join-Path $Folder $name
$qualifications | Export-PcQualificationReport -Path $report -Title $title -Force -WhatIf:$false @comparison | Out-Null
$figures = $qualifications | Group-Object Qualification, VettingStatus -NoElement | Sort-Object Count -Descending |
    ForEach-Object { '{0,6}  {1}' -f $_.Count, $_.Name }

$message = [System.Net.Mail.MailMessage]::new()
try {
    $message.From = $From
    $To | ForEach-Object { $message.To.Add($_) }
    $message.Subject = $title
    $message.Body = "The report is attached; it opens in any browser.`n`n$($figures -join "`n")`n"
    $message.Attachments.Add([System.Net.Mail.Attachment]::new($report, 'text/html'))
    if ($PSCmdlet.ShouldProcess($To -join ', ', "Send '$title'")) {
        if ($Send) {
            & $Send $message
        }
        else {
            $client = [System.Net.Mail.SmtpClient]::new()
            try {
                if ($PickupDirectory) {
                    $client.DeliveryMethod = 'SpecifiedPickupDirectory'
                    $client.PickupDirectoryLocation = (Resolve-Path $PickupDirectory).ProviderPath
                }
                else {
                    $client.Host = $SmtpServer
                    $client.Port = $Port
                    $client.EnableSsl = $true
                    if ($Credential) { $client.Credentials = $Credential.GetNetworkCredential() }
                }

                $client.Send($message)
            }
            finally {
                $client.Dispose()
            }
        }
    }
}
finally {
    $message.Dispose()
}

Get-Item $report
