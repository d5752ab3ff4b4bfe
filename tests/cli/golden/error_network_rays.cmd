abcert show inputs/network_rays.abp
